"""What the statistics of the correction break down, count and keep to themselves (HAR-02)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.db import models

# Fewer copies than this say nothing of a marker, and could point at a candidate of an établissement.
EFFECTIF_AFFICHE = 10
TRANCHES, TRANCHES_REDUITES = 20, 10
Cle = int | str  # what names a group


class Ventilation(models.TextChoices):
    """HAR-02: what the marks are broken down by; the value is the address."""

    CORRECTEURS = "correcteurs", "Correcteurs"
    LOTS = "lots", "Lots"
    SUJETS = "sujets", "Sujets"
    QUESTIONS = "questions", "Questions"
    ETABLISSEMENTS = "etablissements", "Établissements"
    DEPARTEMENTS = "departements", "Départements"


class Notes(models.TextChoices):
    """Which marks are counted; the value is in the address."""

    CORRECTION = "correction", "Notes données par les correcteurs"
    FINALES = "finales", "Notes après harmonisation"


GEOGRAPHIQUES = frozenset({Ventilation.ETABLISSEMENTS, Ventilation.DEPARTEMENTS})


@dataclass(frozen=True, slots=True)
class Tranche:
    """An interval of marks: `bas` included, `haut` excluded but for the last one."""

    bas: Decimal
    haut: Decimal


def tranches(note_sur: int, nombre: int) -> list[Tranche]:
    """`nombre` equal intervals from 0 to `note_sur`."""
    bornes = [Decimal(note_sur) * rang / nombre for rang in range(nombre + 1)]
    return [Tranche(bas, haut) for bas, haut in pairwise(bornes)]


def obstacle_statistiques(lots_verrouilles: int) -> str | None:
    """HAR-02: why there is no figure to read yet (so many lots are locked), or None."""
    return None if lots_verrouilles else "Aucun lot de cette épreuve n’est verrouillé."


def masquees(ventilation: Ventilation, effectifs: Mapping[Cle, int]) -> frozenset[Cle]:
    """HAR-02: the groups whose figures are kept back, of groups with so many copies each.

    Small markers and places are; and where the small places together could be found by difference with the whole,
    the smallest of the others is kept back too.
    """
    if ventilation not in {*GEOGRAPHIQUES, Ventilation.CORRECTEURS}:
        return frozenset()
    petits = {groupe for groupe, effectif in effectifs.items() if effectif < EFFECTIF_AFFICHE}
    reste = sum(effectifs[groupe] for groupe in petits)
    if ventilation in GEOGRAPHIQUES and 0 < reste < EFFECTIF_AFFICHE:
        autres = sorted(effectifs.keys() - petits, key=lambda groupe: (effectifs[groupe], str(groupe)))
        petits |= set(autres[:1])
    return frozenset(petits)
