"""The mark of an épreuve calculated from its composantes: one pure function, in exact fractions (CYC-02)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from santorin.referentiel.valeur import DISPENSE, Valeur


@dataclass(frozen=True, slots=True)
class Partie:
    """A composante of one candidate: `valeur` is None while awaited; a dispense leaves it out."""

    coefficient: Decimal
    note_sur: Decimal
    valeur: Valeur | None
    provisoire: bool = False
    dispense: bool = False


@dataclass(frozen=True, slots=True)
class EffetDuCode:
    """What a code does to a mean; neither of both: it becomes the calculated mark itself."""

    compte_zero: bool
    hors_moyenne: bool


AUCUN_EFFET = EffetDuCode(compte_zero=False, hors_moyenne=False)


@dataclass(frozen=True, slots=True)
class Regle:
    """The scale of the calculated épreuve, and which way its mean goes to a possible mark."""

    note_sur: Decimal
    pas: Decimal
    superieur: bool


@dataclass(frozen=True, slots=True)
class Calculee:
    """The mark found; provisional as long as one of its composantes is."""

    valeur: Valeur
    provisoire: bool


def calculer(parties: Sequence[Partie], effets: Mapping[str, EffetDuCode], regle: Regle) -> Calculee | None:
    """CYC-02: the weighted mean of the composantes, rounded to a possible mark; None while one is awaited.

    A code counts for 0 or is left out, as the examination says; another one (« AB » in the baccalauréat
    professionnel) is the calculated mark: it must not vanish in a mean. Everything left out gives « DI ».
    """
    points = poids = Fraction(0)
    codes: list[str] = []
    for partie in parties:
        if partie.dispense:
            continue
        if partie.valeur is None:
            return None
        part = _part(partie, effets)
        if part is None:
            codes.append(str(partie.valeur.code))
        elif not _hors(partie.valeur, effets):
            points += part * Fraction(partie.coefficient)
            poids += Fraction(partie.coefficient)
    if codes or not poids:
        return Calculee(Valeur(code=codes[0] if codes else DISPENSE), provisoire=False)
    provisoire = any(partie.provisoire for partie in parties)
    return Calculee(Valeur(nombre=_possible(points / poids, regle)), provisoire=provisoire)


def _part(partie: Partie, effets: Mapping[str, EffetDuCode]) -> Fraction | None:
    """What the mark is worth, from 0 to 1; None for a code that stands for the whole."""
    valeur = partie.valeur
    if valeur is not None and valeur.nombre is not None:
        return Fraction(valeur.nombre) / Fraction(partie.note_sur)
    effet = effets.get(str(valeur and valeur.code), AUCUN_EFFET)
    return Fraction(0) if effet.compte_zero or effet.hors_moyenne else None


def _hors(valeur: Valeur, effets: Mapping[str, EffetDuCode]) -> bool:
    effet = effets.get(valeur.code or "", AUCUN_EFFET)
    return effet.hors_moyenne


def _possible(part: Fraction, regle: Regle) -> Decimal:
    """The mark of the scale that the mean goes to; never above the scale."""
    rang = part * Fraction(regle.note_sur) / Fraction(regle.pas)
    entier = math.ceil(rang) if regle.superieur else math.floor(rang + Fraction(1, 2))
    return min(entier * regle.pas, regle.note_sur)
