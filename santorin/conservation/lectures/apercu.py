"""What a purge would destroy, kind by kind, and what is kept back: counted, nothing changed (SEC-03)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from santorin.conservation.durees import Duree
from santorin.conservation.models import DureeChoisie
from santorin.conservation.nature import Compte, Nature, natures
from santorin.conservation.regles import durees, seuil


@dataclass(frozen=True, slots=True)
class LigneDApercu:
    """A kind of data that the purge knows how to destroy, and what is due of it."""

    nature: Nature
    duree: Duree
    groupes: Sequence[Compte]

    @property
    def a_detruire(self) -> int:
        """In all its groups."""
        return sum(compte.a_detruire for compte in self.groupes)

    @property
    def retenus(self) -> int:
        """Kept back, in all its groups."""
        return sum(sum(compte.retenus.values()) for compte in self.groupes)


@dataclass(frozen=True, slots=True)
class LigneDeNature:
    """A line of the table of retention; `choisie`: the period is not the declared one."""

    nature: Nature
    duree: Duree
    choisie: DureeChoisie | None


def apercu(*, le: datetime, natures_voulues: Collection[str] = ()) -> list[LigneDApercu]:
    """SEC-03: the dry run. Of these kinds, or of all of them."""
    en_vigueur = durees()
    return [
        LigneDApercu(nature, en_vigueur[nature.cle], list(nature.purge.apercu(seuil(nature, en_vigueur, le))))
        for nature in natures()
        if nature.purge is not None and (not natures_voulues or nature.cle in natures_voulues)
    ]


def table_de_conservation() -> list[LigneDeNature]:
    """SEC-03: every kind of data, its period in force and who chose it."""
    choisies = {choisie.nature: choisie for choisie in DureeChoisie.objects.select_related("par")}
    return [
        LigneDeNature(
            nature,
            choisies[nature.cle].duree if nature.cle in choisies else nature.duree,
            choisies.get(nature.cle),
        )
        for nature in natures()
    ]
