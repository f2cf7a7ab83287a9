"""What a candidate brings to the calculation: marks, codes, positions, choices, jury points (DEL-12).

The decisions that the jury takes against the calculation are not here: the deliberation adds them.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

Nombre = Fraction | Decimal | int


class DossierInvalide(ValueError):
    """A dossier that cannot be calculated; its text is a French sentence."""


class Position(Enum):
    """How the candidate stands to an épreuve."""

    INSCRIT = "Inscrit"
    BENEFICE = "Bénéfice"
    DISPENSE = "Dispense"
    REPORTE = "Étalement"  # sat in a later session: étalement of a candidate with a handicap


class Groupe(Enum):
    """At the end of which group the jury decides."""

    PREMIER = "premier groupe"
    SECOND = "second groupe"


def exact(valeur: Nombre) -> Fraction:
    """The exact fraction. Raises `TypeError` for a float: 0.1 is not one tenth."""
    if isinstance(valeur, bool) or not isinstance(valeur, (Fraction, Decimal, int)):
        raise TypeError(f"Un nombre exact est attendu, pas {valeur!r}.")
    return Fraction(valeur)


def _nombre(valeur: Nombre | str | None) -> Fraction | None:
    return None if valeur is None or isinstance(valeur, str) else exact(valeur)


@dataclass(frozen=True, slots=True)
class NoteEpreuve:
    """A mark of the first group: a number, a code (AB, DI…), or None while it is missing.

    A justified absence is the 0 entered by hand: the value 0 with `absence_justifiee`.
    Raises `TypeError` for a float, `DossierInvalide` when value and position contradict each other.
    """

    epreuve: str
    valeur: Nombre | str | None = None
    position: Position = Position.INSCRIT
    absence_justifiee: bool = False

    def __post_init__(self) -> None:
        nombre = _nombre(self.valeur)
        if self.position in {Position.DISPENSE, Position.REPORTE} and nombre is not None:
            raise DossierInvalide(f"{self.epreuve} : {self.position.value.lower()} et note en même temps.")
        if self.position is Position.BENEFICE and self.code is not None:
            raise DossierInvalide(f"{self.epreuve} : un bénéfice est une note, pas le code {self.code}.")
        if self.absence_justifiee and nombre != 0:
            raise DossierInvalide(f"{self.epreuve} : une absence justifiée est un 0 saisi.")

    @property
    def nombre(self) -> Fraction | None:
        """The number, exactly, if the mark is one."""
        return _nombre(self.valeur)

    @property
    def code(self) -> str | None:
        """The code, if the mark is one."""
        return self.valeur if isinstance(self.valeur, str) else None


@dataclass(frozen=True, slots=True)
class NoteControle:
    """A mark of the second group: its part, the épreuve chosen there, a number, a code, or None while missing.

    Raises `TypeError` for a float.
    """

    partie: str
    epreuve: str | None = None
    valeur: Nombre | str | None = None

    def __post_init__(self) -> None:
        _nombre(self.valeur)

    @property
    def nombre(self) -> Fraction | None:
        """The number, exactly, if the mark is one."""
        return _nombre(self.valeur)

    @property
    def code(self) -> str | None:
        """The code, if the mark is one."""
        return self.valeur if isinstance(self.valeur, str) else None


@dataclass(frozen=True, slots=True)
class Dossier:
    """One candidature before the jury. Jury points add to the total of points of their group's calculation."""

    notes: tuple[NoteEpreuve, ...]
    groupe: Groupe = Groupe.PREMIER
    controle: tuple[NoteControle, ...] = ()
    points_jury: Nombre = 0
    points_jury_controle: Nombre = 0

    def __post_init__(self) -> None:
        if exact(self.points_jury) < 0 or exact(self.points_jury_controle) < 0:
            raise DossierInvalide("Les points du jury ne se retranchent pas.")
