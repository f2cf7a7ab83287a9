"""A scanned page shown upright, its bytes untouched (NUM-02)."""

from dataclasses import dataclass

from santorin.numerisation.models import PageLue


@dataclass(frozen=True, slots=True)
class Cadre:
    """What an SVG needs to show a page upright: its view box, and the transformation of the image."""

    vue: str
    transformation: str


def cadre(page: PageLue) -> Cadre:
    """The frame of a page, by its rotation."""
    largeur, hauteur = page.largeur, page.hauteur
    match page.rotation:
        case 90:
            return Cadre(f"0 0 {hauteur} {largeur}", f"translate({hauteur} 0) rotate(90)")
        case 180:
            return Cadre(f"0 0 {largeur} {hauteur}", f"translate({largeur} {hauteur}) rotate(180)")
        case 270:
            return Cadre(f"0 0 {hauteur} {largeur}", f"translate(0 {largeur}) rotate(270)")
        case _:
            return Cadre(f"0 0 {largeur} {hauteur}", "rotate(0)")
