"""Changing the parameters of several épreuves at once (PAR-01)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve, Lot, Parametrage
from santorin.journal.actions import journaliser
from santorin.preparation.regles import parametrage as regles
from santorin.refus import exiger


@transaction.atomic
def parametrer(
    epreuves: Iterable[Epreuve], demandes: Mapping[str, Any], *, par: Utilisateur, le: datetime
) -> list[regles.Changement]:
    """PAR-01: give these parameters (by field) these values in every épreuve, or change nothing at all.

    Returns what changed. Raises `Refus` with the reason of each épreuve that cannot follow (PAR-03, PAR-04).
    """
    parametrages = list(
        Parametrage.objects.select_for_update(of=("self",))
        .select_related("epreuve__examen")
        .filter(pk__in=[epreuve.pk for epreuve in epreuves])
        .order_by("pk")
    )
    # PAR-04: no lot is locked between what is judged here and what is written.
    list(Lot.objects.select_for_update().filter(epreuve__in=[p.pk for p in parametrages]).order_by("pk"))
    changements = regles.changements([parametrage.epreuve for parametrage in parametrages], demandes)
    exiger(regles.refus(changements))
    Parametrage.objects.filter(epreuve__in={c.epreuve.pk for c in changements}).update(**demandes)
    for _, siens in groupby(changements, key=lambda changement: changement.epreuve.pk):
        _journaliser(list(siens), par, le)
    return changements


def _journaliser(changements: list[regles.Changement], par: Utilisateur, le: datetime) -> None:
    epreuve = changements[0].epreuve
    journaliser(
        "epreuve.parametrer",
        fil=f"epreuve:{epreuve.pk}",
        objet=str(epreuve),
        par=par,
        le=le,
        avant={c.parametre.champ: c.avant for c in changements},
        apres={c.parametre.champ: c.apres for c in changements},
    )
