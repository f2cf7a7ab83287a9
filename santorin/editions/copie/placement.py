"""Where comments, stamps and read marks go, for the PDF and for the viewer alike: whole, and inside the page.

Lengths are in any unit: the page's frame gives it.
"""

from dataclasses import dataclass
from typing import Final

from santorin.editions.copie.annotations import ELLIPSE_VU, INTERLIGNE, MARGE_TEXTE, Tampon, Texte, Vu
from santorin.editions.copie.feuille import Cadre
from santorin.editions.copie.mise_en_lignes import couper, imprimable
from santorin.editions.copie.police import Police

ASCENDANTE: Final = 0.95
"""From the top of a line to its baseline, in font sizes: centres capitals in a line of `INTERLIGNE`."""
MARGE_TAMPON: Final = 0.45
FILET: Final = 0.1
_PETIT_A_PETIT: Final = 0.9
_TAMPON_LARGE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Bloc:
    """Lines of text as they fit: font size, then the rectangle they fill."""

    lignes: list[str]
    taille: float
    cadre: Cadre


def _composer(
    texte: str, police: Police, taille: float, largeur: float, page: Cadre
) -> tuple[list[str], float]:
    """Lines and font size so that the text holds in the page: as asked, else wider, else smaller."""
    lignes = couper(texte, police, taille, min(largeur, page.largeur))
    if len(lignes) * taille * INTERLIGNE > page.hauteur:
        lignes = couper(texte, police, taille, page.largeur)
    while len(lignes) * taille * INTERLIGNE > page.hauteur or _emprise(lignes, police, taille) > page.largeur:
        taille *= _PETIT_A_PETIT
        lignes = couper(texte, police, taille, page.largeur)
    return lignes, taille


def _emprise(lignes: list[str], police: Police, taille: float) -> float:
    return max(police.largeur(ligne.rstrip(), taille) for ligne in lignes)


def _placer(x: float, y: float, largeur: float, hauteur: float, page: Cadre) -> Cadre:
    """The rectangle whose top left is asked at (x, y), moved by what it needs to stay inside the page."""
    return Cadre(
        max(page.x, min(x, page.droite - largeur)), max(page.y, min(y, page.haut) - hauteur), largeur, hauteur
    )


def interieur(page: Cadre, marge: float) -> Cadre:
    """The page without its margin, which never takes more than a quarter of a very flat page."""
    marge = min(marge, page.largeur / 8, page.hauteur / 8)
    return Cadre(page.x + marge, page.y + marge, page.largeur - 2 * marge, page.hauteur - 2 * marge)


def placer_texte(annotation: Texte, page: Cadre, police: Police) -> Bloc:
    """A comment's lines; its frame has no margin."""
    taille = annotation.taille * page.largeur
    libre = interieur(page, taille * MARGE_TEXTE)
    lignes, taille = _composer(
        imprimable(annotation.texte), police, taille, annotation.largeur * page.largeur, libre
    )
    x, y = page.point(annotation.x, annotation.y)
    place = _placer(x, y, _emprise(lignes, police, taille), len(lignes) * taille * INTERLIGNE, libre)
    return Bloc(lignes, taille, place)


def placer_tampon(annotation: Tampon, page: Cadre, police: Police) -> tuple[Bloc, float]:
    """The stamp's lines in its frame, and the width kept at its right for the points."""
    texte, taille = imprimable(annotation.texte.strip()), annotation.taille * page.largeur
    x, y = page.point(annotation.x, annotation.y)
    while True:
        marge, libre = taille * MARGE_TAMPON, interieur(page, taille * FILET)
        droite = (
            police.largeur(imprimable(annotation.valeur), taille) + 2 * marge
            if annotation.valeur.strip()
            else 0
        )
        lignes = couper(
            texte, police, taille, min(page.largeur * _TAMPON_LARGE, libre.largeur - droite - 2 * marge)
        )
        largeur = _emprise(lignes, police, taille) + 2 * marge + droite
        hauteur = len(lignes) * taille * INTERLIGNE + marge
        if largeur <= libre.largeur and hauteur <= libre.hauteur:
            return Bloc(lignes, taille, _placer(x, y, largeur, hauteur, libre)), droite
        taille *= _PETIT_A_PETIT


def placer_vu(annotation: Vu, page: Cadre) -> tuple[float, Cadre]:
    """The font size of a read mark, and the rectangle of its ellipse."""
    taille = min(annotation.taille * page.largeur, page.largeur / 4, page.hauteur / 3)
    rx, ry = (demi_axe * taille for demi_axe in ELLIPSE_VU)
    x, y = page.point(annotation.x, annotation.y)
    return taille, _placer(x - rx, y + ry, 2 * rx, 2 * ry, interieur(page, taille * FILET))
