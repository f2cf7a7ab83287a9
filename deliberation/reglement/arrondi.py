"""Rounding: what is rounded, to which step, which way. « 11,995 » is decided here, by data (DEL-12)."""

import math
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Sens(Enum):
    """Which way a value goes to its step."""

    PROCHE = "au plus proche, le milieu vers le haut"
    SUPERIEUR = "à la valeur supérieure"
    INFERIEUR = "à la valeur inférieure"


@dataclass(frozen=True, slots=True)
class Arrondi:
    """Rounding to a step: 1/2 point, 1/100 of a point."""

    pas: Fraction
    sens: Sens

    def appliquer(self, valeur: Fraction) -> Fraction:
        """The rounded value; never decreasing in `valeur`."""
        rang = valeur / self.pas
        if self.sens is Sens.SUPERIEUR:
            return math.ceil(rang) * self.pas
        if self.sens is Sens.INFERIEUR:
            return math.floor(rang) * self.pas
        return math.floor(rang + Fraction(1, 2)) * self.pas


AU_CENTIEME_INFERIEUR = Arrondi(Fraction(1, 100), Sens.INFERIEUR)


@dataclass(frozen=True, slots=True)
class PolitiqueArrondi:
    """What is rounded before it is used; None: compared exactly.

    `affichage` only makes the text with two decimals. Cutting down to the hundredth is the one choice that
    never shows « 10,00 » for a mean that, compared exactly, is below 10.
    """

    note: Arrondi | None = None
    moyenne: Arrondi | None = None
    mention: Arrondi | None = None
    affichage: Arrondi = AU_CENTIEME_INFERIEUR
    incertain: str = ""
