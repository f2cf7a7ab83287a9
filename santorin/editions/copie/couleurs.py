"""The closed palette of annotations, the same in the editor and in the PDF."""

from enum import StrEnum
from typing import Final


class Couleur(StrEnum):
    """Inks of the marker; each has a contrast of at least 4.5 to 1 on white."""

    ROUGE = "rouge"
    BLEU = "bleu"
    VERT = "vert"
    VIOLET = "violet"
    ORANGE = "orange"
    NOIR = "noir"

    @property
    def hexa(self) -> str:
        """The colour as RRGGBB (sRGB)."""
        return _ENCRES[self]


class Fluo(StrEnum):
    """Highlighters: multiplied with the page, they leave its ink readable."""

    JAUNE = "jaune"
    VERT = "vert"
    ROSE = "rose"
    BLEU = "bleu"

    @property
    def hexa(self) -> str:
        """The colour as RRGGBB (sRGB)."""
        return _FLUOS[self]


_ENCRES: Final = {
    Couleur.ROUGE: "C4161C",
    Couleur.BLEU: "0B4F9E",
    Couleur.VERT: "17693A",
    Couleur.VIOLET: "6A3BA8",
    Couleur.ORANGE: "A84300",
    Couleur.NOIR: "1E1E1E",
}
_FLUOS: Final = {Fluo.JAUNE: "FFF176", Fluo.VERT: "B4F2A6", Fluo.ROSE: "FFC1DC", Fluo.BLEU: "B8E0FF"}
