"""What the calculation of a group gives to the next."""

from dataclasses import dataclass
from fractions import Fraction

from deliberation.reglement.decision import Issue, NoteManquante
from deliberation.reglement.fiche import Etape
from deliberation.reglement.notes import NoteRetenue
from deliberation.reglement.totaux import Total


@dataclass(frozen=True, slots=True)
class Suite:
    """What follows from the marks and the mean: an outcome and the steps that lead to it."""

    issue: Issue
    etapes: tuple[Etape, ...] = ()
    professionnelle: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Bilan:
    """A group's calculation. `total` is None while marks are missing."""

    issue: Issue
    notes: tuple[NoteRetenue, ...]
    total: Total | None = None
    professionnelle: Fraction | None = None
    manquantes: tuple[NoteManquante, ...] = ()
    etapes: tuple[Etape, ...] = ()
