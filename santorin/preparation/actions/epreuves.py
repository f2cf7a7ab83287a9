"""Setting up an épreuve (PRE-02)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve, Nature, Parametrage
from santorin.journal.actions import journaliser
from santorin.preparation.regles.parametrage import FIGES_E3C
from santorin.refus import Refus


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
