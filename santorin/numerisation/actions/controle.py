"""Checking a sample by eye, then accepting or refusing the liasse (NUM-02, PAR-02)."""

from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.etats import passer
from santorin.journal.actions import journaliser
from santorin.numerisation.etats import ACCEPTER, REFUSER, EtatLiasse
from santorin.numerisation.models import Liasse, PageLue
from santorin.numerisation.regles.liasses import obstacle_acceptation, obstacle_refus
from santorin.refus import Refus, exiger


@transaction.atomic
def juger(page: PageLue, *, conforme: bool, par: Utilisateur, le: datetime) -> None:
    """NUM-02: say of a page of the sample whether it is well scanned and well filed. Raises `Refus`."""
    liasse = Liasse.objects.select_for_update(of=("self",)).get(pk=page.liasse_id)
    if liasse.etat != EtatLiasse.CONTROLE or not page.echantillon:
        raise Refus("Cette page n’est pas à vérifier.")
    avant = page.conforme
    PageLue.objects.filter(pk=page.pk).update(conforme=conforme)
    journaliser(
        "page.juger",
        fil=f"epreuve:{liasse.epreuve_id}",
        objet=f"{liasse}, page {page.rang}",
        par=par,
        le=le,
        avant={"conforme": avant},
        apres={"conforme": conforme, "page_lue": page.pk},
    )


@transaction.atomic
def accepter(liasse: Liasse, *, par: Utilisateur, le: datetime) -> None:
    """NUM-02: accept the liasse: its copies may be distributed. Raises `Refus` until the sample is checked."""
    verrou = Liasse.objects.select_for_update(of=("self",)).get(pk=liasse.pk)
    exiger(obstacle_acceptation(verrou))
    passer(liasse, ACCEPTER, decidee_le=le, decidee_par=par)
    _journaliser("liasse.accepter", liasse, par, le)


@transaction.atomic
def refuser(liasse: Liasse, *, motif: str, par: Utilisateur, le: datetime) -> None:
    """NUM-02: refuse the liasse: its pages wait for a new scan, and no copy that shows one is distributed."""
    verrou = Liasse.objects.select_for_update(of=("self",)).get(pk=liasse.pk)
    exiger(obstacle_refus(verrou, motif))
    passer(liasse, REFUSER, motif=motif.strip(), decidee_le=le, decidee_par=par)
    _journaliser("liasse.refuser", liasse, par, le, motif)


def _journaliser(acte: str, liasse: Liasse, par: Utilisateur, le: datetime, motif: str = "") -> None:
    journaliser(
        acte, fil=f"epreuve:{liasse.epreuve_id}", objet=str(liasse), par=par, le=le, motif=motif,
        apres={"liasse": liasse.pk},
    )  # fmt: skip
