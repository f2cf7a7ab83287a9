"""Setting up an épreuve, its sujets and their barèmes (PRE-02)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve, Nature, Parametrage, Question, Sujet
from santorin.journal.actions import journaliser
from santorin.preparation.regles.epreuves import QuestionLue, obstacle_bareme
from santorin.preparation.regles.parametrage import FIGES_E3C
from santorin.refus import Refus, exiger


@transaction.atomic
def creer_epreuve(epreuve: Epreuve, *, par: Utilisateur, le: datetime) -> Epreuve:
    """PRE-02: record a new épreuve with the default paramétrage, frozen for an E3C (PAR-02, PAR-03).

    Raises `Refus` when the académie has it already.
    """
    try:
        with transaction.atomic():
            epreuve.save(force_insert=True)
    except IntegrityError as erreur:
        raise Refus(f"L’épreuve {epreuve.code} existe déjà pour cette session et cette académie.") from erreur
    Parametrage.objects.create(epreuve=epreuve, **(FIGES_E3C if epreuve.nature == Nature.E3C else {}))
    journaliser(
        "epreuve.creer",
        fil=f"epreuve:{epreuve.pk}",
        objet=str(epreuve),
        par=par,
        le=le,
        apres={"nature": epreuve.nature, "date": epreuve.date, "note_sur": epreuve.note_sur},
    )
    return epreuve


@transaction.atomic
def ecrire_sujet(
    epreuve: Epreuve,
    *,
    code: str,
    libelle: str,
    questions: Sequence[QuestionLue],
    par: Utilisateur,
    le: datetime,
    ancien: Sujet | None = None,
) -> Sujet:
    """PRE-02: record a sujet and its barème, in place of `ancien` if given.

    Raises `Refus` when another one has this code, or once `ancien` has lots.
    """
    sujet = Sujet(epreuve=epreuve)
    if ancien is not None:
        sujet = Sujet.objects.select_for_update(of=("self",)).get(pk=ancien.pk)
        exiger(obstacle_bareme(sujet.lots.count()))
    avant = _bareme(sujet) if ancien else None
    sujet.code, sujet.libelle = code, libelle
    try:
        with transaction.atomic():
            sujet.save()
    except IntegrityError as erreur:
        raise Refus(f"Le sujet {code} existe déjà pour cette épreuve.") from erreur
    sujet.questions.all().delete()
    Question.objects.bulk_create(
        Question(sujet=sujet, ordre=rang, numero=q.numero, libelle=q.libelle, points=q.points, pas=q.pas)
        for rang, q in enumerate(questions, start=1)
    )
    journaliser(
        "sujet.ecrire",
        fil=f"epreuve:{epreuve.pk}",
        objet=f"Sujet {code} – {epreuve}",
        par=par,
        le=le,
        avant=avant,
        apres=_bareme(sujet),
    )
    return sujet


@transaction.atomic
def retirer_sujet(sujet: Sujet, *, par: Utilisateur, le: datetime) -> None:
    """PRE-02: take a sujet away. Raises `Refus` once it has lots."""
    ligne = Sujet.objects.select_for_update(of=("self",)).select_related("epreuve__examen").get(pk=sujet.pk)
    exiger(obstacle_bareme(ligne.lots.count()))
    avant = _bareme(ligne)
    ligne.delete()
    journaliser(
        "sujet.retirer",
        fil=f"epreuve:{ligne.epreuve_id}",
        objet=f"Sujet {ligne.code} – {ligne.epreuve}",
        par=par,
        le=le,
        avant=avant,
    )


def _bareme(sujet: Sujet) -> dict[str, list[str]]:
    return {q.numero: [q.libelle, str(q.points), str(q.pas)] for q in sujet.questions.all()}
