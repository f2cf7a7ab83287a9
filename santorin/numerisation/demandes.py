"""Asking for the jobs of the numérisation (PRE-03, NUM-01)."""

from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.etats import passer
from santorin.numerisation import tasks
from santorin.numerisation.actions import verifier
from santorin.numerisation.etats import LIRE, EtatLiasse
from santorin.numerisation.models import Liasse
from santorin.numerisation.regles.feuilles import obstacle_impression
from santorin.refus import exiger
from santorin.traitements.actions import demander
from santorin.traitements.models import Traitement


def demander_impression(epreuve: Epreuve, *, pages: int, division: str, par: Utilisateur) -> Traitement:
    """PRE-03: have the answer sheets of an épreuve, or of one division, made. Raises `Refus` when nobody is concerned."""
    exiger(obstacle_impression(epreuve, pages, division))
    return demander(
        tasks.imprimer,
        objet=f"feuilles:epreuve:{epreuve.pk}",
        libelle=f"Feuilles de composition – {epreuve}",
        par=par,
        academie=epreuve.academie,
        epreuve_id=epreuve.pk,
        pages=pages,
        division=division,
    )


def terminer(liasse: Liasse, *, par: Utilisateur, le: datetime) -> Liasse:
    """NUM-01: the file is whole: check it, then have it read. A liasse already read changes nothing. Raises `Refus`."""
    liasse.refresh_from_db()
    if liasse.etat != EtatLiasse.ENVOI:
        return liasse
    pages = verifier(liasse, par=par, le=le)
    with transaction.atomic():
        liasse = Liasse.objects.select_for_update(of=("self",)).select_related("epreuve").get(pk=liasse.pk)
        if liasse.etat != EtatLiasse.ENVOI:  # the sender asked again while the file was being checked
            return liasse
        passer(liasse, LIRE, pages=pages)
        liasse.traitement = demander(
            tasks.lire,
            objet=f"liasse:{liasse.pk}",
            libelle=f"Lecture de {liasse.nom} – {liasse.epreuve}",
            par=par,
            academie=liasse.epreuve.academie,
            liasse_id=liasse.pk,
        )
        liasse.save(update_fields=["traitement"])
    return liasse
