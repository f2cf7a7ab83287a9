"""The annotations that are read: comments, stamps, read marks. Whatever their length, they stay whole on the page."""

from dataclasses import dataclass
from typing import Final

from santorin.editions.copie.annotations import ELLIPSE_VU, INTERLIGNE, MARGE_TEXTE, Tampon, Texte, Vu
from santorin.editions.copie.feuille import Cadre, Caracteres, Feuille
from santorin.editions.copie.mise_en_lignes import couper, imprimable
from santorin.editions.copie.objets import nombre
from santorin.editions.copie.police import Police

_ASCENDANTE: Final = 0.95
"""From the top of a line to its baseline, in font sizes: centres capitals in a line of `INTERLIGNE`."""
_PETIT_A_PETIT: Final = 0.9
_RONDEUR: Final = 0.5523
_TAMPON_LARGE: Final = 0.6
_MARGE_TAMPON: Final = 0.45
_FILET: Final = 0.1
_BLANC: Final = "1 1 1"


@dataclass(frozen=True, slots=True)
class _Bloc:
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


def _interieur(page: Cadre, marge: float) -> Cadre:
    """The page without its margin, which never takes more than a quarter of a very flat page."""
    marge = min(marge, page.largeur / 8, page.hauteur / 8)
    return Cadre(page.x + marge, page.y + marge, page.largeur - 2 * marge, page.hauteur - 2 * marge)


def _bloc(annotation: Texte, page: Cadre, police: Police) -> _Bloc:
    taille = annotation.taille * page.largeur
    libre = _interieur(page, taille * MARGE_TEXTE)
    lignes, taille = _composer(
        imprimable(annotation.texte), police, taille, annotation.largeur * page.largeur, libre
    )
    x, y = page.point(annotation.x, annotation.y)
    place = _placer(x, y, _emprise(lignes, police, taille), len(lignes) * taille * INTERLIGNE, libre)
    return _Bloc(lignes, taille, place)


def tracer_texte(annotation: Texte, feuille: Feuille, page: Cadre, caracteres: Caracteres) -> None:
    """A comment: real text on a white veil, so that it reads over handwriting without hiding it."""
    bloc = _bloc(annotation, page, caracteres.courante.police)
    marge, place = bloc.taille * MARGE_TEXTE, bloc.cadre
    feuille.ordres.append(f"q/V gs {_BLANC} rg {_rectangle(_interieur(place, -marge))} f Q")
    style = caracteres.style(annotation.couleur.hexa)
    ligne_de_base = place.haut - bloc.taille * _ASCENDANTE
    feuille.ecrire_lignes(
        bloc.lignes, place.x, ligne_de_base, style, taille=bloc.taille, interligne=bloc.taille * INTERLIGNE
    )


def _mettre_en_tampon(annotation: Tampon, page: Cadre, police: Police) -> tuple[_Bloc, float]:
    """The stamp's lines in its frame, and the width kept at its right for the points."""
    texte, taille = imprimable(annotation.texte.strip()), annotation.taille * page.largeur
    x, y = page.point(annotation.x, annotation.y)
    while True:
        marge, libre = taille * _MARGE_TAMPON, _interieur(page, taille * _FILET)
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
            return _Bloc(lignes, taille, _placer(x, y, largeur, hauteur, libre)), droite
        taille *= _PETIT_A_PETIT


def tracer_tampon(annotation: Tampon, feuille: Feuille, page: Cadre, caracteres: Caracteres) -> None:
    """A stamp: the remark in a frame and, on a full ground at its right, the points it is worth."""
    bloc, droite = _mettre_en_tampon(annotation, page, caracteres.grasse.police)
    taille, place, interligne = bloc.taille, bloc.cadre, bloc.taille * INTERLIGNE
    style = caracteres.style(annotation.couleur.hexa, gras=True)
    cote_droit = Cadre(place.droite - droite, place.y, droite, place.hauteur)
    contour = _arrondi(place, taille * 0.3)
    feuille.ordres.append(f"q {nombre(taille * _FILET)} w {style.couleur} RG {_BLANC} rg {contour} b")
    if droite:
        feuille.ordres.append(f"{contour} W n {style.couleur} rg {_rectangle(cote_droit)} f")
    feuille.ordres.append("Q")
    marge = taille * _MARGE_TAMPON
    base = place.haut - marge / 2 - taille * _ASCENDANTE
    lignes = [*bloc.lignes[:-1], bloc.lignes[-1] + " "] if droite else bloc.lignes
    feuille.ecrire_lignes(lignes, place.x + marge, base, style, taille=taille, interligne=interligne)
    if droite:
        derniere = base - (len(lignes) - 1) * interligne
        blanc = caracteres.style("FFFFFF", gras=True)
        valeur = [imprimable(annotation.valeur)]
        feuille.ecrire_lignes(valeur, cote_droit.x + marge, derniere, blanc, taille=taille)


def tracer_vu(annotation: Vu, feuille: Feuille, page: Cadre, caracteres: Caracteres) -> None:
    """The read mark: « Vu » in an ellipse."""
    taille = min(annotation.taille * page.largeur, page.largeur / 4, page.hauteur / 3)
    rx, ry = (demi_axe * taille for demi_axe in ELLIPSE_VU)
    x, y = page.point(annotation.x, annotation.y)
    place = _placer(x - rx, y + ry, 2 * rx, 2 * ry, _interieur(page, taille * _FILET))
    style = caracteres.style(annotation.couleur.hexa, gras=True)
    feuille.ordres.append(
        f"q {nombre(taille * _FILET)} w {style.couleur} RG/V gs {_BLANC} rg {_ellipse(place)} b Q"
    )
    x = place.x + rx - style.police.police.largeur("Vu", taille) / 2
    feuille.ecrire_lignes(["Vu"], x, place.y + ry - taille * 0.36, style, taille=taille)


def _rectangle(cadre: Cadre) -> str:
    return " ".join(map(nombre, (cadre.x, cadre.y, cadre.largeur, cadre.hauteur))) + " re"


def _ellipse(cadre: Cadre) -> str:
    return _arrondi(cadre, cadre.largeur / 2, cadre.hauteur / 2)


def _arrondi(cadre: Cadre, rx: float, ry: float | None = None) -> str:
    """A closed rectangle with corners of these radii, drawn anticlockwise from its bottom edge."""
    ry = rx if ry is None else ry
    g, b, d, h = cadre.x, cadre.y, cadre.droite, cadre.haut
    kx, ky = rx * (1 - _RONDEUR), ry * (1 - _RONDEUR)
    etapes = (
        ((g + rx, b), "m"),
        ((d - rx, b), "l"),
        ((d - kx, b, d, b + ky, d, b + ry), "c"),
        ((d, h - ry), "l"),
        ((d, h - ky, d - kx, h, d - rx, h), "c"),
        ((g + rx, h), "l"),
        ((g + kx, h, g, h - ky, g, h - ry), "c"),
        ((g, b + ry), "l"),
        ((g, b + ky, g + kx, b, g + rx, b), "c"),
    )
    return " ".join(" ".join(map(nombre, cotes)) + f" {ordre}" for cotes, ordre in etapes)
