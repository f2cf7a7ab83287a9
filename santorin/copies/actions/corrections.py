"""Giving marks to the questions of a copy, and its appréciation (COR-01, COR-03)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from santorin.comptes.models import Utilisateur
from santorin.copies.actions.harmonisations import ecarter
from santorin.copies.etats import COMMENCER, EtatLot
from santorin.copies.models import Correction, Lot, NoteQuestion, Partie, PartieChoisie, Question
from santorin.copies.regles.corrections import anomalie_choix, anomalie_notation, obstacle_notation
from santorin.etats import passer
from santorin.journal.actions import journaliser
from santorin.refus import exiger

Points = Mapping[int, Decimal | None]
Choix = Mapping[str, Partie | None]
Obstacle = Callable[[Lot], str | None]
Etat = dict[str, str | None]


CENTIEME = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class LotPris:
    """A lot locked until the commit, and the questions of its barème by primary key, read with their parties."""

    lot: Lot
    bareme: Mapping[int, Question]


@dataclass(frozen=True, slots=True)
class Notation:
    """What a marker gives: points by question (primary key), an appréciation, the alternative answered by choix.

    None erases points and a choix, and leaves the appréciation as it is.
    """

    correction: Correction
    points: Points
    appreciation: str | None = None
    choix: Choix = field(default_factory=dict)


def noter(
    correction: Correction,
    *,
    points_par_question: Points,
    appreciation: str | None = None,
    choix: Choix | None = None,
    par: Utilisateur,
    le: datetime,
    obstacle: Obstacle = obstacle_notation,
) -> None:
    """Record the marks of one copy; raises `Refus` when the lot is locked or a mark is off its barème."""
    notation = Notation(correction, points_par_question, appreciation, choix or {})
    noter_lot(correction.lot, [notation], par=par, le=le, obstacle=obstacle)


@transaction.atomic
def noter_lot(
    lot: Lot,
    notations: Sequence[Notation],
    *,
    par: Utilisateur,
    le: datetime,
    obstacle: Obstacle = obstacle_notation,
) -> int:
    """Record the marks of several copies of one lot, all or none; returns how many copies changed.

    The first mark starts the lot; a copy marked again loses its harmonisation (HAR-12). Raises `Refus` when the lot is
    locked (`obstacle`: unless the coordinateur harmonises it), or a mark is off its barème.
    """
    pris = prendre(lot.pk, obstacle=obstacle)
    avant = etats([notation.correction.pk for notation in notations])
    nombre = noter_pris(pris, notations, avant, par=par, le=le)
    lot.etat = pris.lot.etat
    return nombre


def prendre(lot: int, *, obstacle: Obstacle) -> LotPris:
    """Lock a lot (by primary key) until the commit; raises `Refus` when `obstacle` forbids to mark it."""
    lots = Lot.objects.select_for_update(of=("self",)).select_related("epreuve__parametrage")
    pris = lots.get(pk=lot)
    exiger(obstacle(pris))
    questions = Question.objects.filter(sujet=pris.sujet_id).select_related("partie").order_by("ordre")
    return LotPris(pris, {question.pk: question for question in questions})


def noter_pris(
    pris: LotPris, notations: Sequence[Notation], avant: Mapping[int, Etat], *, par: Utilisateur, le: datetime
) -> int:
    """As `noter_lot`, on a lot already locked, where `avant` was read since (COR-06)."""
    for notation in notations:
        exiger(_anomalie(pris.lot, pris.bareme, notation))
    apres = {n.correction.pk: _apres(avant[n.correction.pk], n, pris.bareme) for n in notations}
    changees = [cle for cle in apres if apres[cle] != avant[cle]]
    if not changees:
        return 0
    _ecrire([notation for notation in notations if notation.correction.pk in changees])
    Correction.objects.filter(pk__in=changees).update(version=F("version") + 1)
    lot = pris.lot
    if lot.etat == EtatLot.DISTRIBUE:
        passer(lot, COMMENCER)
    recorrigees = changees if lot.epreuve.est_harmonisee and lot.etat != EtatLot.VERROUILLE else []
    ecartees = ecarter(recorrigees, le=le) if recorrigees else []
    journaliser(
        "copie.noter",
        fil=f"lot:{lot.pk}",
        objet=f"Lot {lot.numero}",
        par=par,
        le=le,
        avant={str(cle): avant[cle] for cle in changees},
        apres={str(cle): apres[cle] for cle in changees} | ({"harmonisations": ecartees} if ecartees else {}),
    )
    return len(changees)


def _apres(avant: Etat, notation: Notation, bareme: Mapping[int, Question]) -> Etat:
    """What the marking will be, as `etats` would read it."""
    apres = dict(avant)
    donnees = {bareme[pk].numero: points for pk, points in notation.points.items()}
    choix = {f"choix {nom}": partie.numero if partie else None for nom, partie in notation.choix.items()}
    for cle, ecrit in ({n: _ecrits(p) for n, p in donnees.items()} | choix).items():
        apres.pop(cle, None)
        if ecrit is not None:
            apres[cle] = ecrit
    if notation.appreciation is not None:
        apres["appreciation"] = notation.appreciation.strip()
    return apres


def _ecrits(points: Decimal | None) -> str | None:
    """Points as the database gives them back: two decimals, and no « -0 »."""
    return None if points is None else str(abs(points.quantize(CENTIEME)))


def _anomalie(lot: Lot, bareme: Mapping[int, Question], notation: Notation) -> str | None:
    if notation.correction.lot_id != lot.pk:
        return "Cette copie n’est pas dans ce lot."
    return anomalie_notation(bareme, notation.points, notation.appreciation) or anomalie_choix(
        bareme.values(), notation.choix
    )


def etats(corrections: Sequence[int]) -> dict[int, Etat]:
    """What is recorded for each marking (by primary key), as the journal keeps it: points by question, appréciation."""
    lus: dict[int, Etat] = {
        pk: {"appreciation": appreciation}
        for pk, appreciation in Correction.objects.filter(pk__in=corrections)
        .order_by()
        .values_list("pk", "appreciation")
    }
    notes = NoteQuestion.objects.filter(correction__in=corrections).order_by("question__ordre")
    for correction, numero, points in notes.values_list("correction", "question__numero", "points"):
        lus[correction][numero] = str(points)
    choisies = PartieChoisie.objects.filter(correction__in=corrections).order_by("choix")
    for correction, choix, partie in choisies.values_list("correction", "choix", "partie__numero"):
        lus[correction][f"choix {choix}"] = partie
    return lus


def _ecrire(notations: Sequence[Notation]) -> None:
    donnees = [
        NoteQuestion(correction=notation.correction, question_id=question, points=points)
        for notation in notations
        for question, points in notation.points.items()
        if points is not None
    ]
    NoteQuestion.objects.bulk_create(
        donnees,
        update_conflicts=True,
        unique_fields=["correction", "question"],
        update_fields=["points"],
    )
    for notation in notations:
        effacees = [question for question, points in notation.points.items() if points is None]
        if effacees:
            notation.correction.notes.filter(question__in=effacees).delete()
        _choisir(notation)
    Correction.objects.bulk_update(_appreciees(notations), ["appreciation"])


def _choisir(notation: Notation) -> None:
    for choix, partie in notation.choix.items():
        if partie is None:
            notation.correction.choisies.filter(choix=choix).delete()
        else:
            PartieChoisie.objects.update_or_create(
                correction=notation.correction, choix=choix, defaults={"partie": partie}
            )


def _appreciees(notations: Iterable[Notation]) -> list[Correction]:
    appreciees = []
    for notation in notations:
        if notation.appreciation is not None:
            notation.correction.appreciation = notation.appreciation.strip()
            appreciees.append(notation.correction)
    return appreciees
