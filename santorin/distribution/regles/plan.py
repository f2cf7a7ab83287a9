"""The draw of copies into lots: random with a seed, balanced, never one's own pupils (DIS-01, COR-05)."""

import hashlib
import heapq
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

TAILLE_AU_PLUS: Final = 200  # copies in a lot


@dataclass(frozen=True, slots=True)
class CopieADistribuer:
    """A copy (primary key), the établissement and division of its candidate, the markers that it already has."""

    pk: int
    etablissement: int
    division: str
    rangs: tuple[int, ...]
    deja: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrecteurDisponible:
    """A marker (primary key), where it teaches, and the copies that it already has."""

    pk: int
    etablissement: int | None
    divisions: tuple[str, ...]
    charge: int = 0

    def connait(self, etablissement: int, division: str) -> bool:
        """DIS-01: whether the candidate may be a pupil. Without a known établissement, the division's name is enough."""
        if self.etablissement is not None:
            return self.etablissement == etablissement
        return bool(division) and division in self.divisions


@dataclass(frozen=True, slots=True)
class LotPropose:
    """A lot to make: its marker, its rank of marking, its copies in the order in which they will be shown."""

    correcteur: int
    rang: int
    copies: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole draw. `orphelines`: copies, and ranks, that no marker may take."""

    lots: tuple[LotPropose, ...]
    orphelines: tuple[tuple[int, int], ...]

    @property
    def empreinte(self) -> str:
        """What tells this draw from any other: an act is done on what its preview showed."""
        return hashlib.sha256(repr((self.lots, self.orphelines)).encode("ascii")).hexdigest()[:16]


def proposer(
    copies: Sequence[CopieADistribuer],
    correcteurs: Sequence[CorrecteurDisponible],
    *,
    taille: int,
    graine: int,
) -> Plan:
    """DIS-01: the lots of at most `taille` copies; the same seed on the same situation gives the same draw.

    Each copy goes to the least loaded marker who may take it, the most constrained copies first; the two markings of a
    copy go to different markers (COR-05).
    """
    hasard = random.Random(graine)  # noqa: S311
    tirees = sorted(copies, key=lambda copie: copie.pk)
    hasard.shuffle(tirees)
    permis = _permis(tirees, correcteurs)
    tirees.sort(key=lambda copie: len(permis[copie.etablissement, copie.division]))
    ordre = sorted(correcteurs, key=lambda correcteur: correcteur.pk)
    hasard.shuffle(ordre)
    charges = [(correcteur.charge, place, correcteur.pk) for place, correcteur in enumerate(ordre)]
    heapq.heapify(charges)
    parts: dict[tuple[int, int], list[int]] = {}
    orphelines = []
    for copie in tirees:
        exclus = set(copie.deja)
        for rang in copie.rangs:
            choisi = _prendre(charges, permis[copie.etablissement, copie.division] - exclus)
            if choisi is None:
                orphelines.append((copie.pk, rang))
                continue
            exclus.add(choisi)
            parts.setdefault((rang, choisi), []).append(copie.pk)
    lots = [
        lot for (rang, qui), part in sorted(parts.items()) for lot in _couper(rang, qui, part, taille, hasard)
    ]
    return Plan(tuple(lots), tuple(sorted(orphelines)))


def _permis(
    copies: Sequence[CopieADistribuer], correcteurs: Sequence[CorrecteurDisponible]
) -> Mapping[tuple[int, str], frozenset[int]]:
    """For each établissement and division, the markers who may take its copies."""
    groupes = {(copie.etablissement, copie.division) for copie in copies}
    return {
        groupe: frozenset(correcteur.pk for correcteur in correcteurs if not correcteur.connait(*groupe))
        for groupe in groupes
    }


def _prendre(charges: list[tuple[int, int, int]], permis: Collection[int]) -> int | None:
    """The least loaded of those allowed, one copy heavier from now on."""
    passes, choisi = [], None
    while charges:
        charge, place, correcteur = heapq.heappop(charges)
        if correcteur in permis:
            choisi = correcteur
            passes.append((charge + 1, place, correcteur))
            break
        passes.append((charge, place, correcteur))
    for passe in passes:
        heapq.heappush(charges, passe)
    return choisi


def _couper(
    rang: int, correcteur: int, copies: list[int], taille: int, hasard: random.Random
) -> Iterator[LotPropose]:
    """Lots of about the same size, as few as possible, copies in random order."""
    hasard.shuffle(copies)
    nombre = -(-len(copies) // taille)
    for place in range(nombre):
        yield LotPropose(correcteur, rang, tuple(copies[place::nombre]))
