"""Sujets and their barèmes (PRE-02)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import prevenir
from santorin.copies.models import Correction, Epreuve, Lot, Partie, Question, Sujet
from santorin.journal.actions import journaliser
from santorin.preparation.regles.baremes import (
    QUESTIONS_AU_PLUS,
    BaremeLu,
    bareme_de,
    est_notee,
    obstacle_changement,
    obstacle_retrait,
    obstacle_total,
)
from santorin.preparation.regles.lignes_de_bareme import lignes_de
from santorin.refus import Refus, exiger


@transaction.atomic
def ecrire_sujet(
    epreuve: Epreuve,
    *,
    code: str,
    libelle: str,
    bareme: BaremeLu,
    par: Utilisateur,
    le: datetime,
    ancien: Sujet | None = None,
    ramener: bool = False,
) -> Sujet:
    """PRE-02: record a sujet and its barème, in place of `ancien` if given.

    Raises `Refus` when another one has this code, when the total is not the épreuve's scale (unless `ramener`), and
    when copies are marked already, unless the change does no harm to their marks.
    """
    sujet = Sujet(epreuve=epreuve) if ancien is None else _prendre(ancien)
    avant = bareme_de(sujet) if ancien else None
    if avant is not None and est_notee(sujet):
        exiger(obstacle_changement(avant, bareme))
    elif avant is None or avant != bareme:
        exiger(obstacle_total(bareme, epreuve.note_sur, ramener=ramener))
    sujet.code, sujet.libelle = code, libelle
    try:
        with transaction.atomic():
            sujet.save()
    except IntegrityError as erreur:
        raise Refus(f"Le sujet {code} existe déjà pour cette épreuve.") from erreur
    _ecrire(sujet, bareme)
    if avant is not None and obstacle_changement(avant, bareme):
        _annoncer(sujet, le=le)
    journaliser(
        "sujet.ecrire",
        fil=f"epreuve:{epreuve.pk}",
        objet=f"Sujet {code} – {epreuve}",
        par=par,
        le=le,
        avant=list(lignes_de(avant)) if avant else None,
        apres=list(lignes_de(bareme)),
    )
    return sujet


@transaction.atomic
def retirer_sujet(sujet: Sujet, *, par: Utilisateur, le: datetime) -> None:
    """PRE-02: take a sujet away. Raises `Refus` once it has lots, or is given to a candidate."""
    ligne = _prendre(sujet)
    exiger(obstacle_retrait(ligne))
    avant = bareme_de(ligne)
    ligne.delete()
    journaliser(
        "sujet.retirer",
        fil=f"epreuve:{ligne.epreuve_id}",
        objet=f"Sujet {ligne.code} – {ligne.epreuve}",
        par=par,
        le=le,
        avant=list(lignes_de(avant)),
    )


def _prendre(sujet: Sujet) -> Sujet:
    """The sujet and its lots, locked: nobody marks with its barème meanwhile."""
    ligne = Sujet.objects.select_for_update(of=("self",)).select_related("epreuve__examen").get(pk=sujet.pk)
    list(Lot.objects.select_for_update().filter(sujet=ligne).order_by("pk"))
    return ligne


def _annoncer(sujet: Sujet, *, le: datetime) -> None:
    """COR-06: markers may have the former barème before their eyes: each is told, open editors read their copy again."""
    Correction.objects.filter(lot__sujet=sujet).update(version=F("version") + 1)
    lots = Lot.objects.filter(sujet=sujet).exclude(correcteur=None).select_related("correcteur")
    for lot in lots.order_by("correcteur_id", "numero").distinct("correcteur_id"):
        prevenir(lot, f"Le barème du sujet {sujet.code} a changé\u00a0: notez avec le nouveau.", le=le)


def _ecrire(sujet: Sujet, bareme: BaremeLu) -> None:
    """Bring the barème's rows to what is asked for; a question that keeps its number keeps its row, and its marks."""
    sujet.questions.exclude(numero__in=[q.numero for q in bareme.questions]).delete()
    # Out of the way: no two rows share a place, even between two updates.
    sujet.questions.update(ordre=F("ordre") + QUESTIONS_AU_PLUS, partie=None)
    sujet.parties.exclude(numero__in=[p.numero for p in bareme.parties]).delete()
    for ordre, partie in enumerate(bareme.parties, start=1):
        champs = {"ordre": ordre, "libelle": partie.libelle, "coefficient": partie.coefficient}
        Partie.objects.update_or_create(
            sujet=sujet, numero=partie.numero, defaults={**champs, "choix": partie.choix}
        )
    parties = {partie.numero: partie for partie in sujet.parties.all()}
    Question.objects.bulk_create(
        [
            Question(
                sujet=sujet,
                partie=parties.get(q.partie),
                ordre=ordre,
                numero=q.numero,
                libelle=q.libelle,
                points=q.points,
                pas=q.pas,
                coefficient=q.coefficient,
            )
            for ordre, q in enumerate(bareme.questions, start=1)
        ],
        update_conflicts=True,
        unique_fields=["sujet", "numero"],
        update_fields=["partie", "ordre", "libelle", "points", "pas", "coefficient"],
    )
