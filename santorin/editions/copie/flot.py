"""Text that flows down A4 pages, one after the other: what the summary is written with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from santorin.editions.copie.feuille import A4, Balise, Cadre, Caracteres, Feuille, composantes
from santorin.editions.copie.mise_en_lignes import couper, imprimable
from santorin.editions.copie.objets import nombre

MARGES: Final = Cadre(62, 66, A4[0] - 124, A4[1] - 128)
_INTERLIGNE: Final = 1.4
_ASCENDANTE: Final = 1.02
"""From the top of a line to its baseline, in font sizes."""


@dataclass(frozen=True, slots=True)
class Ecriture:
    """How a text looks: font size in points, weight, colour as RRGGBB."""

    taille: float
    gras: bool = False
    couleur: str = "1E1E1E"


@dataclass(frozen=True, slots=True)
class Case:
    """A text in a column: its tag, None for decoration, its left edge and width in points."""

    texte: str
    ecriture: Ecriture
    x: float
    largeur: float
    balise: Balise | None = None
    a_droite: bool = False


class Flot:
    """A pen that goes down the page and takes a new one at its foot; nothing is ever cut."""

    def __init__(self, nouvelle_feuille: Callable[[], Feuille], caracteres: Caracteres) -> None:
        self._nouvelle_feuille = nouvelle_feuille
        self._caracteres = caracteres
        self.feuilles: list[Feuille] = []
        self.y = 0.0
        self.tourner()

    @property
    def feuille(self) -> Feuille:
        """The page being written."""
        return self.feuilles[-1]

    def tourner(self) -> None:
        """Begin a new page."""
        self.feuilles.append(self._nouvelle_feuille())
        self.y = MARGES.haut

    def reste(self, hauteur: float) -> bool:
        """Whether so many points are left on this page."""
        return self.y - hauteur >= MARGES.y

    def garder_ensemble(self, hauteur: float) -> None:
        """Begin a new page unless so many points are left: a title stays with what it announces."""
        if not self.reste(hauteur):
            self.tourner()

    def descendre(self, points: float) -> None:
        """Leave a blank."""
        self.y -= points

    def filet(self, x: float, largeur: float, couleur: str = "BBBBBB", epaisseur: float = 0.6) -> None:
        """A horizontal rule at the pen's height."""
        self.feuille.ouvrir_decor()
        self.feuille.ordres.append(
            f"{nombre(epaisseur)} w {composantes(couleur)} RG "
            f"{nombre(x)} {nombre(self.y)} m {nombre(x + largeur)} {nombre(self.y)} l S"
        )
        self.feuille.fermer()

    def fond(self, cadre: Cadre, couleur: str) -> None:
        """A full rectangle."""
        self.feuille.ouvrir_decor()
        cotes = " ".join(map(nombre, (cadre.x, cadre.y, cadre.largeur, cadre.hauteur)))
        self.feuille.ordres.append(f"{composantes(couleur)} rg {cotes} re f")
        self.feuille.fermer()

    def paragraphe(
        self, texte: str, ecriture: Ecriture, balise: Balise, largeur: float = MARGES.largeur
    ) -> None:
        """A text over the whole width (or the one given), on as many pages as it takes."""
        self.rangee([Case(texte, ecriture, MARGES.x, largeur, balise)])

    def rangee(self, cases: Sequence[Case], tourner: Callable[[], None] | None = None) -> None:
        """Texts side by side, from the pen's height down to the longest one's foot.

        `tourner` is called instead of a bare new page (a table repeats its head).
        """
        pas = max(case.ecriture.taille for case in cases) * _INTERLIGNE
        colonnes = [(case, self._lignes(case)) for case in cases]
        reste = max(len(lignes) for _, lignes in colonnes)
        rang = 0
        while reste:
            libres = int((self.y - MARGES.y + 0.01) / pas)
            if libres < min(reste, 2):
                (tourner or self.tourner)()
                continue
            prises = min(libres, reste)
            for case, lignes in colonnes:
                self._ecrire(case, lignes[rang : rang + prises], pas)
            self.y -= prises * pas
            rang, reste = rang + prises, reste - prises

    def hauteur(self, cases: Sequence[Case]) -> float:
        """Points that a row of these texts takes."""
        return (
            max(len(self._lignes(case)) for case in cases)
            * max(c.ecriture.taille for c in cases)
            * _INTERLIGNE
        )

    def _lignes(self, case: Case) -> list[str]:
        police = (self._caracteres.grasse if case.ecriture.gras else self._caracteres.courante).police
        return couper(imprimable(case.texte), police, case.ecriture.taille, case.largeur)

    def _ecrire(self, case: Case, lignes: list[str], pas: float) -> None:
        if not lignes:
            return
        if case.balise is None:
            self.feuille.ouvrir_decor()
        else:
            self.feuille.ouvrir(case.balise)
        taille = case.ecriture.taille
        style = self._caracteres.style(case.ecriture.couleur, gras=case.ecriture.gras)
        y = self.y - taille * _ASCENDANTE
        if case.a_droite:
            for rang, ligne in enumerate(lignes):
                x = case.x + case.largeur - style.police.police.largeur(ligne.rstrip(), taille)
                self.feuille.ecrire_lignes([ligne], x, y - rang * pas, style, taille=taille)
        else:
            self.feuille.ecrire_lignes(lignes, case.x, y, style, taille=taille, interligne=pas)
        self.feuille.fermer()
