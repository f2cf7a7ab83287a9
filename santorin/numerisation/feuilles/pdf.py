"""The PDF of answer sheets, written in one pass: one layout drawn once, codes and few words per page (PRE-03, COR-02)."""

import zlib
from collections.abc import Iterable
from typing import BinaryIO, Final

from santorin.editions.copie.assemblage import COURANTE, GRASSE
from santorin.editions.copie.feuille import A4
from santorin.editions.copie.mise_en_lignes import PoliceEmployee, couper, imprimable
from santorin.editions.copie.objets import Ecrivain, chaine, nombre
from santorin.editions.copie.police import charger
from santorin.numerisation.codes.contenu import CodePage
from santorin.numerisation.codes.dessin import modules
from santorin.numerisation.feuilles.modele import Feuilles

MM: Final = 72 / 25.4
_COTE: Final = 24 * MM  # a module of 0.8 mm: three points at 100 dpi
_MARGE: Final = 14 * MM
_DROITE: Final = A4[0] - _MARGE
_HAUT: Final = A4[1] - _MARGE
_LIGNES: Final = 8 * MM
_ZONE: Final = (A4[1] * 0.20, A4[1] * 0.78)
_CONSIGNES: Final = (
    "Gardez cette fiche\u00a0: elle porte votre nom et n’est jamais numérisée avec votre copie.",
    "N’écrivez ni votre nom ni aucun signe distinctif sur les feuilles de composition.",
    "Écrivez à l’encre foncée. N’écrivez pas sur les codes carrés\u00a0: ils classent vos pages.",
    "Rendez toutes les feuilles, même blanches, dans l’ordre des numéros de page.",
)


def ecrire_feuilles(candidats: Iterable[Feuilles], sortie: BinaryIO, *, titre: str) -> int:
    """Write the sheets of these candidates, one after the other; returns the number of pages written.

    The identity is on the cover only, and in no code. Each answer page shows its code twice, at opposite corners.
    """
    document = _Document(sortie)
    for feuilles in candidats:
        document.couverture(feuilles)
        for page in range(1, feuilles.pages + 1):
            document.page(feuilles, page)
    return document.terminer(titre)


class _Document:
    """A PDF of A4 pages that share two fonts and one ruled background."""

    def __init__(self, sortie: BinaryIO) -> None:
        self._ecrivain = ecrivain = Ecrivain(sortie)
        self._arbre = ecrivain.reserver()
        self._courante = PoliceEmployee(charger(COURANTE), ecrivain.reserver())
        self._grasse = PoliceEmployee(charger(GRASSE), ecrivain.reserver())
        self._fond = ecrivain.reserver()
        ecrivain.flux_comprime(
            self._fond,
            f"/Type/XObject/Subtype/Form/BBox[0 0 {nombre(A4[0])} {nombre(A4[1])}]",
            _reglure().encode("ascii"),
        )
        self._ressources = ecrivain.ajouter(
            f"<</Font<</R {self._courante.objet} 0 R/G {self._grasse.objet} 0 R>>/XObject<</F {self._fond} 0 R>>>>"
        )
        self._pages: list[int] = []

    def couverture(self, feuilles: Feuilles) -> None:
        """The cover: who, and what to know; its code says page 0, so that a cover scanned by mistake is recognised."""
        ordres = [*_code(CodePage(feuilles.epreuve, feuilles.anonymat, 0, feuilles.pages), _DROITE - _COTE)]
        y = _HAUT - 12
        for texte, taille, gras in (
            ("Fiche d’identité du candidat", 17, True),
            ("Ne pas numériser", 12, True),
            (feuilles.entete, 10, False),
            ("", 10, False),
            (feuilles.identite, 15, True),
            *((detail, 11, False) for detail in feuilles.details),
            (f"Numéro d’anonymat\u00a0: {feuilles.anonymat}", 11, False),
            ("", 11, False),
            *((f"– {consigne}", 11, False) for consigne in _CONSIGNES),
        ):
            for ligne in self._couper(texte, taille, gras=gras, y=y):
                ordres.append(self._texte(ligne, _MARGE, y, taille, gras=gras))
                y -= taille * 1.45
        self._poser(ordres)

    def page(self, feuilles: Feuilles, page: int) -> None:
        """A page to write on: nothing of the identity."""
        code = CodePage(feuilles.epreuve, feuilles.anonymat, page, feuilles.pages)
        place = f"Page {page} / {feuilles.pages}"
        entete = self._couper(feuilles.entete, 10, gras=False, y=_HAUT)
        self._poser(
            [
                "/F Do",
                *_code(code, _DROITE - _COTE),
                *(
                    self._texte(ligne, _MARGE, _HAUT - 12 - rang * 14, 10)
                    for rang, ligne in enumerate(entete[:3])
                ),
                self._texte(f"Anonymat {feuilles.anonymat}", _MARGE, _HAUT - 60, 9),
                self._texte(place, _DROITE - 80, _MARGE + 6, 12, gras=True),
            ]
        )

    def terminer(self, titre: str) -> int:
        """Write the fonts, the tree and the end; the number of pages."""
        ecrivain = self._ecrivain
        self._courante.ecrire(ecrivain, "FEUILA")
        self._grasse.ecrire(ecrivain, "FEUILB")
        enfants = " ".join(f"{page} 0 R" for page in self._pages)
        ecrivain.poser(self._arbre, f"<</Type/Pages/Kids[{enfants}]/Count {len(self._pages)}>>")
        racine = ecrivain.ajouter(
            f"<</Type/Catalog/Pages {self._arbre} 0 R/Lang(fr-FR)/ViewerPreferences<</DisplayDocTitle true"
            "/PrintScaling/None>>>>"
        )
        informations = ecrivain.ajouter(f"<</Title{chaine(titre)}>>")
        ecrivain.terminer(racine=racine, informations=informations, identifiant=f"{len(self._pages):032x}")
        return len(self._pages)

    def _couper(self, texte: str, taille: float, *, gras: bool, y: float) -> list[str]:
        """Lines that stay clear of the code at the top right."""
        police = (self._grasse if gras else self._courante).police
        largeur = _DROITE - _MARGE - (_COTE + 12 if y > _HAUT - _COTE - 20 else 0)
        return couper(imprimable(texte), police, taille, largeur) or [""]

    def _texte(self, texte: str, x: float, y: float, taille: float, *, gras: bool = False) -> str:
        police, nom = (self._grasse, "G") if gras else (self._courante, "R")
        code = police.coder(imprimable(texte))
        return f"BT/{nom} {nombre(taille)} Tf 0 g {nombre(x)} {nombre(y)} Td{code}Tj ET"

    def _poser(self, ordres: list[str]) -> None:
        contenu, page = self._ecrivain.reserver(), self._ecrivain.reserver()
        octets = zlib.compress("\n".join(ordres).encode("ascii"), 1)
        self._ecrivain.flux(contenu, "/Filter/FlateDecode", octets)
        self._ecrivain.poser(
            page,
            f"<</Type/Page/Parent {self._arbre} 0 R/MediaBox[0 0 {nombre(A4[0])} {nombre(A4[1])}]"
            f"/Resources {self._ressources} 0 R/Contents {contenu} 0 R>>",
        )
        self._pages.append(page)


def _code(code: CodePage, x: float) -> list[str]:
    """The code at the top right and at the bottom left: a stain or a fold hides one of them only."""
    carre = modules(code)
    largeur = (len(carre[0]) + 7) // 8 * 8
    bits = "".join(f"{_en_bits(ligne, largeur):0{largeur // 4}X}" for ligne in carre)
    image = f"BI/W {len(carre[0])}/H {len(carre)}/IM true/D[1 0]/BPC 1/F/AHx ID {bits}> EI"
    return [
        f"q 0 g {nombre(_COTE)} 0 0 {nombre(_COTE)} {nombre(a)} {nombre(b)} cm {image} Q"
        for a, b in ((x, _HAUT - _COTE), (_MARGE, _MARGE))
    ]


def _en_bits(ligne: list[bool], largeur: int) -> int:
    return int("".join("1" if noir else "0" for noir in ligne).ljust(largeur, "0"), 2)


def _reglure() -> str:
    """Light rules to write on: too light to be taken for ink."""
    bas, haut = _ZONE
    lignes, y = ["0.85 G 0.4 w"], bas
    while y <= haut:
        lignes.append(f"{nombre(_MARGE)} {nombre(y)} m {nombre(_DROITE)} {nombre(y)} l S")
        y += _LIGNES
    return "\n".join(lignes)
