"""Entering the marks of a whole lot in one grid (COR-01, COR-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import Notation, noter_lot
from santorin.copies.models import Correction, Lot, NoteQuestion
from santorin.refus import Refus


@dataclass(frozen=True, slots=True)
class Saisie:
    """A cell: the question (primary key) of a marking, what the person saw there, and what it is to be."""

    correction: Correction
    question: int
    vue: Decimal | None
    points: Decimal | None


@transaction.atomic
def saisir_grille(lot: Lot, saisies: Sequence[Saisie], *, par: Utilisateur, le: datetime) -> int:
    """COR-06: record the cells that changed, all or none; returns how many copies changed.

    Raises `Refus` when the lot is locked, a mark is off its barème, or a cell was changed elsewhere since it was shown.
    """
    verrou = Lot.objects.select_for_update(of=("self",)).get(pk=lot.pk)
    changees = [saisie for saisie in saisies if saisie.vue != saisie.points]
    tenues = {
        (correction, question): points
        for correction, question, points in NoteQuestion.objects.filter(correction__lot=verrou).values_list(
            "correction", "question", "points"
        )
    }
    for saisie in changees:
        if tenues.get((saisie.correction.pk, saisie.question)) not in {saisie.vue, saisie.points}:
            raise Refus(
                f"{saisie.correction.nom_anonyme}\u00a0: une note a été modifiée ailleurs depuis l’affichage de la grille. "
                "Elle est affichée maintenant\u00a0: vérifiez, puis enregistrez de nouveau."
            )
    notations: dict[int, tuple[Correction, dict[int, Decimal | None]]] = {}
    for saisie in changees:
        notations.setdefault(saisie.correction.pk, (saisie.correction, {}))[1][saisie.question] = (
            saisie.points
        )
    return noter_lot(verrou, [Notation(c, points) for c, points in notations.values()], par=par, le=le)
