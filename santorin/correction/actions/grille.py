"""Entering the marks of a whole lot in one grid (COR-01, COR-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import Notation, noter_lot
from santorin.copies.models import Correction, Lot, NoteQuestion, Partie, PartieChoisie
from santorin.copies.regles.bareme import obstacle_affichage
from santorin.correction.lectures.grille import questions_du_lot
from santorin.refus import Refus, exiger


@dataclass(frozen=True, slots=True)
class Saisie:
    """A cell: the question (primary key) of a marking, what the person saw there, and what it is to be."""

    correction: Correction
    question: int
    vue: Decimal | None
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class SaisieDeChoix:
    """PRE-02: which alternative (a partie's number, "" for none) of a choix was seen, and which it is to be."""

    correction: Correction
    choix: str
    vue: str
    partie: str


@transaction.atomic
def saisir_grille(
    lot: Lot,
    saisies: Sequence[Saisie],
    choix: Sequence[SaisieDeChoix] = (),
    *,
    bareme: str | None = None,
    par: Utilisateur,
    le: datetime,
) -> int:
    """COR-06: record the cells that changed, all or none; returns how many copies changed.

    `bareme`: the digest of the barème that was shown. Raises `Refus` when the lot is locked, a mark is off its barème,
    the barème or a cell was changed elsewhere since it was shown.
    """
    verrou = Lot.objects.select_for_update(of=("self",)).get(pk=lot.pk)
    exiger(obstacle_affichage(questions_du_lot(verrou), bareme))
    changees = [saisie for saisie in saisies if saisie.vue != saisie.points]
    choisis = [saisie for saisie in choix if saisie.vue != saisie.partie]
    _exiger_inchangees(verrou, changees, choisis)
    parties = {partie.numero: partie for partie in lot.sujet.parties.all()}
    notations: dict[int, tuple[Correction, dict[int, Decimal | None], dict[str, Partie | None]]] = {}
    for saisie in changees:
        _, points, _ = notations.setdefault(saisie.correction.pk, (saisie.correction, {}, {}))
        points[saisie.question] = saisie.points
    for choisi in choisis:
        _, _, faits = notations.setdefault(choisi.correction.pk, (choisi.correction, {}, {}))
        faits[choisi.choix] = parties.get(choisi.partie)
    liste = [Notation(c, points, choix=faits) for c, points, faits in notations.values()]
    return noter_lot(verrou, liste, par=par, le=le)


def _exiger_inchangees(lot: Lot, saisies: Sequence[Saisie], choix: Sequence[SaisieDeChoix]) -> None:
    """COR-06: raise `Refus` if a cell holds neither what was seen nor what is asked for."""
    tenues = {
        (correction, question): points
        for correction, question, points in NoteQuestion.objects.filter(correction__lot=lot).values_list(
            "correction", "question", "points"
        )
    }
    for saisie in saisies:
        if tenues.get((saisie.correction.pk, saisie.question)) not in {saisie.vue, saisie.points}:
            raise Refus(_modifiee_ailleurs(saisie.correction, "une note"))
    faits = {
        (correction, nom): numero
        for correction, nom, numero in PartieChoisie.objects.filter(correction__lot=lot).values_list(
            "correction", "choix", "partie__numero"
        )
    }
    for choisi in choix:
        if faits.get((choisi.correction.pk, choisi.choix), "") not in {choisi.vue, choisi.partie}:
            raise Refus(_modifiee_ailleurs(choisi.correction, "la partie choisie"))


def _modifiee_ailleurs(correction: Correction, quoi: str) -> str:
    return (
        f"{correction.nom_anonyme}\u00a0: {quoi} a été modifiée ailleurs depuis l’affichage de la grille. "
        "Elle est affichée maintenant\u00a0: vérifiez, puis enregistrez de nouveau."
    )
