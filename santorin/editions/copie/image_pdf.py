"""What a page's image is, once inside a PDF."""

from dataclasses import dataclass


class ImageIllisible(ValueError):
    """The bytes are not a whole image that a PDF can carry; the text is a French sentence fragment."""


@dataclass(frozen=True, slots=True)
class ImagePdf:
    """A PDF image object: size in pixels, entries of its dictionary, and its stream's bytes."""

    largeur: int
    hauteur: int
    dictionnaire: str
    octets: bytes
