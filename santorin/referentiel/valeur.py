"""A mark: a number or a code, never both. AB is not 0, and DI is neither (CYC-02)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ABSENT = "AB"
DISPENSE = "DI"
CENTIEME = Decimal("0.01")


def au_centieme(nombre: Decimal) -> Decimal:
    """To the hundredth, halves going up: what people are shown is what the database settles (COR-03)."""
    return nombre.quantize(CENTIEME, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Valeur:
    """The value of a mark: exactly one of a number and a code. Raises `ValueError` otherwise."""

    nombre: Decimal | None = None
    code: str | None = None

    def __post_init__(self) -> None:
        if (self.nombre is None) == (self.code is None):
            raise ValueError("Une note est un nombre ou un code, jamais les deux.")

    def __str__(self) -> str:
        """As people read it: decimal comma, at least no needless zero."""
        if self.nombre is None:
            return str(self.code)
        texte = f"{self.nombre:.2f}".rstrip("0").rstrip(".")
        return texte.replace(".", ",")
