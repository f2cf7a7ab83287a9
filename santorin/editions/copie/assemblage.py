"""The copy's PDF, written in one pass: stored scans untouched, vectors and text over them, then the summary (EDI-03)."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from santorin.editions.copie import recapitulatif
from santorin.editions.copie.annotations import VOILE
from santorin.editions.copie.description import LANGUE, ecrire_intention, ecrire_metadonnees, ecrire_signets
from santorin.editions.copie.feuille import A4, Balise, Cadre, Caracteres, Feuille
from santorin.editions.copie.fraicheur import empreinte, selon_exports
from santorin.editions.copie.image_pdf import ImageIllisible, ImagePdf
from santorin.editions.copie.images import lire_image
from santorin.editions.copie.mise_en_lignes import PoliceEmployee
from santorin.editions.copie.modele import Bilan, CopieAEditer, PageIllisible, PageScannee, Recapitulatif
from santorin.editions.copie.objets import Ecrivain, chaine, nombre
from santorin.editions.copie.police import charger
from santorin.editions.copie.structure import ecrire_structure
from santorin.editions.copie.trace import tracer

COURANTE: Final = "DejaVuSansCondensed.ttf"
GRASSE: Final = "DejaVuSansCondensed-Bold.ttf"


def ecrire(copie: CopieAEditer, sortie: BinaryIO, *, verifier: bool = True) -> Bilan:
    """Write the PDF of a copy, with what its paramétrage lets out (EDI-03, PAR-02, PAR-03).

    The same input gives the same bytes. With `verifier`, each scan is compared with its SHA-256. Raises PageIllisible
    for a missing, cut, changed or unknown file: what `sortie` then holds is no PDF, and must be thrown away.
    """
    marque = empreinte(copie)
    retenue = selon_exports(copie)
    document = _Document(sortie)
    for numero, page in enumerate(retenue.pages, start=1):
        document.poser_scan(numero, len(retenue.pages), page, lire_page(numero, page, verifier=verifier))
    document.poser_resume(retenue.recapitulatif)
    octets = document.terminer(titre(retenue.recapitulatif), retenue, marque)
    return Bilan(len(document.feuilles), len(retenue.pages), octets, marque)


def ecrire_fichier(copie: CopieAEditer, chemin: Path, *, verifier: bool = True) -> Bilan:
    """`ecrire` into a file that appears whole, under its name, or not at all (an older one is then kept)."""
    descripteur, provisoire = tempfile.mkstemp(dir=chemin.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(descripteur, "wb") as sortie:
            bilan = ecrire(copie, sortie, verifier=verifier)
            sortie.flush()
            os.fsync(sortie.fileno())
        Path(provisoire).replace(chemin)
    finally:
        Path(provisoire).unlink(missing_ok=True)
    return bilan


def titre(resume: Recapitulatif) -> str:
    """The document's title: whose copy, of which épreuve."""
    candidat = resume.candidat
    de_qui = f" de {candidat.nom} {candidat.prenoms}".rstrip() if candidat else ""
    quoi = " – ".join(mot for mot in (resume.epreuve, resume.session and f"session {resume.session}") if mot)
    return f"Copie{de_qui} – {quoi}"


def lire_page(numero: int, page: PageScannee, *, verifier: bool = True) -> ImagePdf:
    """The stored scan as a PDF image; raises PageIllisible when it is not whole, or not the one that was recorded."""
    try:
        with page.source.open("rb") if isinstance(page.source, Path) else page.source() as fichier:
            octets = fichier.read()
    except FileNotFoundError as erreur:
        raise PageIllisible(numero, "le fichier est absent") from erreur
    except OSError as erreur:
        raise PageIllisible(numero, f"le fichier ne se lit pas ({erreur.strerror or erreur})") from erreur
    try:
        image = lire_image(octets)
    except ImageIllisible as erreur:
        raise PageIllisible(numero, str(erreur)) from erreur
    if verifier and hashlib.sha256(octets).hexdigest() != page.sha256:
        raise PageIllisible(
            numero, "le fichier n’est plus celui qui a été numérisé (empreinte SHA-256 différente)"
        )
    if (image.largeur, image.hauteur) != (page.largeur, page.hauteur):
        raise PageIllisible(
            numero,
            f"l’image mesure {image.largeur} × {image.hauteur} pixels au lieu de {page.largeur} × {page.hauteur}",
        )
    return image


class _Document:
    """One PDF being written."""

    def __init__(self, sortie: BinaryIO) -> None:
        self.ecrivain = Ecrivain(sortie)
        self.feuilles: list[Feuille] = []
        self._scans = 0
        self._racine = Balise("Document")
        self._arbre, self._ressources = self.ecrivain.reserver(), ""
        self._caracteres = Caracteres(
            PoliceEmployee(charger(COURANTE), self.ecrivain.reserver()),
            PoliceEmployee(charger(GRASSE), self.ecrivain.reserver()),
        )
        polices = f"<</R {self._caracteres.courante.objet} 0 R/G {self._caracteres.grasse.objet} 0 R>>"
        etats = self.ecrivain.ajouter(
            f"<</M<</Type/ExtGState/BM/Multiply>>/V<</Type/ExtGState/ca {VOILE}>>>>"
        )
        self._communes = f"/Font {self.ecrivain.ajouter(polices)} 0 R/ExtGState {etats} 0 R"

    def poser_scan(self, numero: int, sur: int, page: PageScannee, image: ImagePdf) -> None:
        """Write a scan and its annotations."""
        droite = page.rotation % 180 == 0
        largeur, hauteur = (image.largeur, image.hauteur) if droite else (image.hauteur, image.largeur)
        feuille = self._nouvelle_feuille(A4 if hauteur >= largeur else A4[::-1])
        cadre = _ajuster(largeur, hauteur, feuille)
        section = self._racine.sous("Sect")
        legende = chaine(f"Page {numero} sur {sur} de la copie")
        feuille.ouvrir(section.sous("Figure", f"/Alt{legende}{cadre.boite()}"))
        feuille.ordres.append(f"q {_matrice(cadre, page.rotation)} cm/S Do Q")
        feuille.fermer()
        tracer(page.annotations, feuille, cadre, section, self._caracteres)
        objet = self.ecrivain.reserver()
        self.ecrivain.flux(
            objet,
            f"/Type/XObject/Subtype/Image/Width {image.largeur}/Height {image.hauteur}{image.dictionnaire}",
            image.octets,
        )
        self._ecrire_feuille(feuille, f"/XObject<</S {objet} 0 R>>")
        self._scans += 1

    def poser_resume(self, resume: Recapitulatif) -> None:
        """Write the summary's pages."""
        pages = recapitulatif.composer(
            resume, self._scans, self._racine, lambda: self._nouvelle_feuille(A4), self._caracteres
        )
        for rang, feuille in enumerate(pages, start=self._scans + 1):
            recapitulatif.poser_pied(feuille, self._caracteres, titre(resume), rang, self._scans + len(pages))
            self._ecrire_feuille(feuille)

    def terminer(self, intitule: str, copie: CopieAEditer, marque: str) -> int:
        """Write what holds the pages together; the number of bytes of the whole."""
        ecrivain, caracteres = self.ecrivain, self._caracteres
        etiquette = "".join(chr(ord("A") + int(chiffre, 16)) for chiffre in marque[:6])
        for police in (caracteres.courante, caracteres.grasse):
            police.ecrire(ecrivain, etiquette)
        structure = ecrire_structure(ecrivain, self._racine, self.feuilles)
        signets = ecrire_signets(ecrivain, self.feuilles[: self._scans], self.feuilles[self._scans])
        intention = ecrire_intention(ecrivain)
        informations, metadonnees = ecrire_metadonnees(ecrivain, intitule, copie.date, marque)
        enfants = " ".join(f"{feuille.objet} 0 R" for feuille in self.feuilles)
        ecrivain.poser(self._arbre, f"<</Type/Pages/Kids[{enfants}]/Count {len(self.feuilles)}>>")
        catalogue = ecrivain.ajouter(
            f"<</Type/Catalog/Pages {self._arbre} 0 R/Outlines {signets} 0 R/Lang({LANGUE})"
            f"/MarkInfo<</Marked true/Suspects false>>/StructTreeRoot {structure} 0 R"
            f"/Metadata {metadonnees} 0 R{intention}/ViewerPreferences<</DisplayDocTitle true>>>>"
        )
        ecrivain.terminer(racine=catalogue, informations=informations, identifiant=marque[:32])
        return ecrivain.octets

    def _nouvelle_feuille(self, format_: Sequence[float]) -> Feuille:
        self.feuilles.append(Feuille(self.ecrivain.reserver(), *format_))
        return self.feuilles[-1]

    def _ecrire_feuille(self, feuille: Feuille, ressources: str = "") -> None:
        contenu = self.ecrivain.reserver()
        self.ecrivain.flux_comprime(contenu, "", feuille.contenu())
        self.ecrivain.poser(
            feuille.objet,
            f"<</Type/Page/Parent {self._arbre} 0 R/MediaBox[0 0 {nombre(feuille.largeur)} {nombre(feuille.hauteur)}]"
            f"/Resources<<{self._communes}{ressources}>>/Contents {contenu} 0 R"
            f"/StructParents {self.feuilles.index(feuille)}/Group<</S/Transparency/CS/DeviceRGB>>>>",
        )
        feuille.ordres.clear()


def _ajuster(largeur: int, hauteur: int, feuille: Feuille) -> Cadre:
    """The upright scan as large as the sheet allows, in its middle."""
    echelle = min(feuille.largeur / largeur, feuille.hauteur / hauteur)
    dx, dy = largeur * echelle, hauteur * echelle
    return Cadre((feuille.largeur - dx) / 2, (feuille.hauteur - dy) / 2, dx, dy)


def _matrice(cadre: Cadre, rotation: int) -> str:
    """The six numbers that lay the stored image in the frame after a clockwise turn."""
    x, y, dx, dy = cadre.x, cadre.y, cadre.largeur, cadre.hauteur
    nombres = {
        0: (dx, 0, 0, dy, x, y),
        90: (0, -dy, dx, 0, x, y + dy),
        180: (-dx, 0, 0, -dy, x + dx, y + dy),
        270: (0, dy, -dx, 0, x + dx, y),
    }[rotation]
    return " ".join(f"{valeur:.4f}" for valeur in nombres)
