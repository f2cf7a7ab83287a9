"""Taking copies back, giving a lot to somebody else; work done is never lost (DIS-01)."""

from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import prevenir
from santorin.copies.etats import DISTRIBUER, EtatLot
from santorin.copies.models import Correcteur, Lot
from santorin.distribution.regles.lots import (
    faites,
    non_commencees,
    obstacle_reaffectation,
    obstacle_retrait,
)
from santorin.etats import passer
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.refus import exiger

DEJA_COMMENCEE = "copie y est déjà commencée,copies y sont déjà commencées"
RETIREE = "copie non commencée vous a été retirée,copies non commencées vous ont été retirées"


@transaction.atomic
def retirer(lot: Lot, *, motif: str, par: Utilisateur, le: datetime) -> int:
    """DIS-01: take back the copies of the lot that nobody started; how many. They may be distributed again.

    An emptied lot goes away. Its marker is told. Raises `Refus`.
    """
    lot = _prendre(lot)
    exiger(obstacle_retrait(lot, motif))
    retirees = list(non_commencees(lot).values_list("copie", flat=True))
    non_commencees(lot).delete()
    journaliser(
        "lot.retirer",
        fil=f"lot:{lot.pk}",
        objet=str(lot),
        par=par,
        le=le,
        avant={"copies": retirees, "correcteur": lot.correcteur_id},
        motif=motif,
    )
    vide = not lot.corrections.exists()
    # The notice outlives the lot, which alone says its épreuve.
    quel = f"{lot} – {lot.epreuve}" if vide else str(lot)
    prevenir(lot, f"{quel}\u00a0: {compter(len(retirees), RETIREE)}.", le=le)
    if vide:
        lot.delete()
    return len(retirees)


@transaction.atomic
def reaffecter(
    lot: Lot, correcteur: Correcteur, *, motif: str, par: Utilisateur, le: datetime, confirme: bool = False
) -> None:
    """DIS-01: give the lot, with the marks already given, to another marker; both are told. Raises `Refus`."""
    lot = _prendre(lot)
    exiger(obstacle_reaffectation(lot, correcteur, motif, confirme=confirme))
    ancien, repris = lot.correcteur, faites(lot)
    conserve = "\u00a0: le travail enregistré est conservé." if repris else "."
    prevenir(lot, f"Le lot {lot.numero} a été confié à un autre correcteur{conserve}", le=le)
    lot.correcteur = correcteur
    lot.save(update_fields=["correcteur"])
    if lot.etat == EtatLot.CONSTITUE:
        passer(lot, DISTRIBUER)
    suite = f"\u00a0: {compter(repris, DEJA_COMMENCEE)}, à relire." if repris else "."
    prevenir(lot, f"Le lot {lot.numero} vous est confié{suite}", le=le)
    journaliser(
        "lot.reaffecter",
        fil=f"lot:{lot.pk}",
        objet=str(lot),
        par=par,
        le=le,
        avant={"correcteur": ancien.pk if ancien else None},
        apres={"correcteur": correcteur.pk},
        motif=motif,
    )


def _prendre(lot: Lot) -> Lot:
    """The lot and its épreuve, locked: no marker is taken off the épreuve meanwhile."""
    lots = Lot.objects.select_for_update(of=("self", "epreuve"), no_key=True).select_related(
        "correcteur", "epreuve__examen"
    )
    return lots.get(pk=lot.pk)
