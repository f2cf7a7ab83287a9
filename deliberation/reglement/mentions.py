"""Mentions, with the sessions in which each one is given (DEL-12)."""

from dataclasses import dataclass
from fractions import Fraction

from deliberation.reglement.dossier import Position


def couvre(depuis: int | None, jusqu_a: int | None, annee: int) -> bool:
    """Whether that year is in the span; None: no bound."""
    return (depuis is None or depuis <= annee) and (jusqu_a is None or annee <= jusqu_a)


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention, from a mean on, given in the sessions of these years."""

    libelle: str
    minimum: Fraction
    depuis: int | None = None
    jusqu_a: int | None = None


@dataclass(frozen=True, slots=True)
class Mentions:
    """The table of mentions; none after the second group, nor with what `exclue_par` holds.

    `Position.DISPENSE` there also stands for the codes that leave an épreuve out of the mean.
    """

    table: tuple[Mention, ...]
    source: str
    exclue_par: frozenset[Position] = frozenset()

    def obtenue(self, moyenne: Fraction, annee: int) -> Mention | None:
        """The highest mention of that year's table, or None."""
        ouvertes = [
            mention
            for mention in self.table
            if mention.minimum <= moyenne and couvre(mention.depuis, mention.jusqu_a, annee)
        ]
        return max(ouvertes, key=lambda mention: mention.minimum, default=None)
