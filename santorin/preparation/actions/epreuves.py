"""Setting up an épreuve (PRE-02)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve, Nature, Parametrage
from santorin.journal.actions import journaliser
from santorin.preparation.regles.epreuves import EpreuveVoulue, obstacle_modification, obstacle_suppression
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
def modifier_epreuve(epreuve: Epreuve, voulue: EpreuveVoulue, *, par: Utilisateur, le: datetime) -> Epreuve:
    """PRE-02: correct what an épreuve is called, its date, its speciality, its scale; what names it elsewhere stays.

    Raises `Refus` when copies are marked, or a barème made, on the former scale.
    """
    verrou = (
        Epreuve.objects.select_for_update(of=("self",), no_key=True)
        .select_related("examen")
        .get(pk=epreuve.pk)
    )
    exiger(obstacle_modification(verrou, voulue))
    avant = _au_journal(verrou)
    verrou.libelle, verrou.date = voulue.libelle, voulue.date
    verrou.specialite, verrou.note_sur = voulue.specialite, voulue.note_sur
    verrou.save(update_fields=["libelle", "date", "specialite", "note_sur"])
    journaliser(
        "epreuve.modifier",
        fil=f"epreuve:{verrou.pk}",
        objet=str(verrou),
        par=par,
        le=le,
        avant=avant,
        apres=_au_journal(verrou),
    )
    return verrou


@transaction.atomic
def supprimer_epreuve(epreuve: Epreuve, *, par: Utilisateur, le: datetime) -> None:
    """PRE-02: take away an épreuve made by mistake, with its sujets. Raises `Refus` once it has candidates, scans or lots."""
    verrou = Epreuve.objects.select_for_update(of=("self",)).select_related("examen").get(pk=epreuve.pk)
    exiger(obstacle_suppression(verrou))
    journaliser(
        "epreuve.supprimer",
        fil=f"epreuve:{verrou.pk}",
        objet=str(verrou),
        par=par,
        le=le,
        avant={"code": verrou.code, "nature": verrou.nature} | _au_journal(verrou),
    )
    verrou.delete()


def _au_journal(epreuve: Epreuve) -> dict[str, object]:
    return {
        "libelle": epreuve.libelle,
        "date": epreuve.date,
        "specialite": epreuve.specialite_id,
        "note_sur": epreuve.note_sur,
    }
