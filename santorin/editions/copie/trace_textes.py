"""The annotations that are read: comments, stamps, read marks. Whatever their length, they stay whole on the page."""

from typing import Final

from santorin.editions.copie.annotations import INTERLIGNE, MARGE_TEXTE, Tampon, Texte, Vu
from santorin.editions.copie.feuille import Cadre, Caracteres, Feuille
from santorin.editions.copie.mise_en_lignes import imprimable
from santorin.editions.copie.objets import nombre
from santorin.editions.copie.placement import (
    ASCENDANTE,
    FILET,
    MARGE_TAMPON,
    interieur,
    placer_tampon,
    placer_texte,
    placer_vu,
)

_RONDEUR: Final = 0.5523
_BLANC: Final = "1 1 1"


def tracer_texte(annotation: Texte, feuille: Feuille, page: Cadre, caracteres: Caracteres) -> None:
    """A comment: real text on a white veil, so that it reads over handwriting without hiding it."""
    bloc = placer_texte(annotation, page, caracteres.courante.police)
    marge, place = bloc.taille * MARGE_TEXTE, bloc.cadre
    feuille.ordres.append(f"q/V gs {_BLANC} rg {_rectangle(interieur(place, -marge))} f Q")
    style = caracteres.style(annotation.couleur.hexa)
    ligne_de_base = place.haut - bloc.taille * ASCENDANTE
    feuille.ecrire_lignes(
        bloc.lignes, place.x, ligne_de_base, style, taille=bloc.taille, interligne=bloc.taille * INTERLIGNE
    )


def tracer_tampon(annotation: Tampon, feuille: Feuille, page: Cadre, caracteres: Caracteres) -> None:
    """A stamp: the remark in a frame and, on a full ground at its right, the points it is worth."""
    bloc, droite = placer_tampon(annotation, page, caracteres.grasse.police)
    taille, place, interligne = bloc.taille, bloc.cadre, bloc.taille * INTERLIGNE
    style = caracteres.style(annotation.couleur.hexa, gras=True)
    cote_droit = Cadre(place.droite - droite, place.y, droite, place.hauteur)
    contour = _arrondi(place, taille * 0.3)
    feuille.ordres.append(f"q {nombre(taille * FILET)} w {style.couleur} RG {_BLANC} rg {contour} b")
    if droite:
        feuille.ordres.append(f"{contour} W n {style.couleur} rg {_rectangle(cote_droit)} f")
    feuille.ordres.append("Q")
    marge = taille * MARGE_TAMPON
    base = place.haut - marge / 2 - taille * ASCENDANTE
    lignes = [*bloc.lignes[:-1], bloc.lignes[-1] + " "] if droite else bloc.lignes
    feuille.ecrire_lignes(lignes, place.x + marge, base, style, taille=taille, interligne=interligne)
    if droite:
        derniere = base - (len(lignes) - 1) * interligne
        blanc = caracteres.style("FFFFFF", gras=True)
        valeur = [imprimable(annotation.valeur)]
        feuille.ecrire_lignes(valeur, cote_droit.x + marge, derniere, blanc, taille=taille)


def tracer_vu(annotation: Vu, feuille: Feuille, page: Cadre, caracteres: Caracteres) -> None:
    """The read mark: « Vu » in an ellipse."""
    taille, place = placer_vu(annotation, page)
    style = caracteres.style(annotation.couleur.hexa, gras=True)
    feuille.ordres.append(
        f"q {nombre(taille * FILET)} w {style.couleur} RG/V gs {_BLANC} rg {_ellipse(place)} b Q"
    )
    x = place.x + place.largeur / 2 - style.police.police.largeur("Vu", taille) / 2
    feuille.ecrire_lignes(["Vu"], x, place.y + place.hauteur / 2 - taille * 0.36, style, taille=taille)


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
