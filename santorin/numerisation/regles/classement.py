"""Where a scanned page goes, or why it goes nowhere (NUM-01)."""

from dataclasses import dataclass
from typing import Final

from santorin.copies.etats import Emargement
from santorin.copies.models import Composition
from santorin.numerisation.codes import Lecture
from santorin.numerisation.etats import Anomalie

SEUIL_D_ENCRE: Final = 8  # parts of 10,000 of the writing zone: under it nothing was written


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a page arrives.

    `composition`: the candidate its code names in this épreuve. `courante`: SHA-256 of the page filed at its place.
    """

    epreuve: int
    lecture: Lecture
    composition: Composition | None
    courante: str | None
    verrouillee: bool
    remplace: bool


def anomalie_de(situation: Situation, sha256: str) -> Anomalie | None:
    """NUM-01: why this page must not be filed by itself, or None. The same bytes at the same place are no anomaly."""
    code = situation.lecture.code
    if code is None:
        return _sans_code(situation.lecture)
    if code.epreuve != situation.epreuve:
        return Anomalie.ETRANGERE
    if situation.composition is None:
        return Anomalie.INCONNUE
    if code.est_la_couverture:
        return Anomalie.IDENTITE
    return None if situation.courante == sha256 else _empechement(situation, situation.composition)


def _empechement(situation: Situation, composition: Composition) -> Anomalie | None:
    """Why a new page cannot take its place."""
    if composition.emargement == Emargement.ABSENT:
        return Anomalie.ABSENT
    if situation.verrouillee:
        return Anomalie.VERROUILLEE
    occupee = situation.courante is not None and not situation.remplace
    return Anomalie.DOUBLON if occupee else None


def _sans_code(lecture: Lecture) -> Anomalie:
    if lecture.codes:
        return Anomalie.MULTIPLE
    return Anomalie.BLANCHE if lecture.encre < SEUIL_D_ENCRE else Anomalie.NON_LUE
