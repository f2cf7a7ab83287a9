"""The marks of an épreuve, published by an académie (CYC-02, CLO-07)."""

from datetime import datetime

from django.db import transaction

from cyclades import lectures
from cyclades.models import Epreuve, Publication
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.models import Academie
from santorin.refus import exiger


@transaction.atomic
def publier(epreuve: Epreuve, *, academie: Academie, par: Utilisateur, le: datetime) -> Publication:
    """CYC-02: from now on nothing changes the marks of this épreuve in this académie, and no closing is taken (CLO-07).

    Waits for the batches being recorded. Raises `Refus` when it is done already, or when there is no mark.
    """
    Epreuve.objects.select_for_update(no_key=True).get(pk=epreuve.pk)
    compte = lectures.compte(epreuve, academie)
    exiger(lectures.obstacle_publication(compte, academie))
    publication = Publication.objects.create(epreuve=epreuve, academie=academie, publiee_le=le, par=par)
    journaliser(
        "cyclades.publier",
        fil=epreuve.fil,
        objet=f"{epreuve} – {academie}",
        par=par,
        le=le,
        apres={
            "inscrits": compte.inscrits,
            "santorin": compte.santorin,
            "saisies": compte.saisies,
            "calculees": compte.calculees,
            "benefices": compte.benefices,
            "manquantes": compte.manquantes,
        },
    )
    return publication
