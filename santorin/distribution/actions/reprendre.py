"""Taking copies back, giving a lot to somebody else; work done is never lost (DIS-01)."""

from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Avis, Correcteur, Lot
from santorin.distribution.regles.lots import non_commencees, obstacle_reaffectation, obstacle_retrait
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.refus import exiger

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
    _prevenir(lot, lot.correcteur, f"{lot}\u00a0: {compter(len(retirees), RETIREE)}.", le)
    if not lot.corrections.exists():
        lot.delete()
    return len(retirees)


@transaction.atomic
def reaffecter(
    lot: Lot, correcteur: Correcteur, *, motif: str, par: Utilisateur, le: datetime, confirme: bool = False
) -> None:
    """DIS-01: give the lot, with the marks already given, to another marker; both are told. Raises `Refus`."""
    lot = _prendre(lot)
    exiger(obstacle_reaffectation(lot, correcteur, motif, confirme=confirme))
    ancien = lot.correcteur
    lot.correcteur = correcteur
    lot.save(update_fields=["correcteur"])
    _prevenir(lot, ancien, "Ce lot a été confié à un autre correcteur\u00a0: votre travail est conservé.", le)
    _prevenir(lot, correcteur, "Ce lot vous est confié\u00a0; le travail déjà fait y est conservé.", le)
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
    return Lot.objects.select_for_update(of=("self",)).select_related("correcteur", "epreuve").get(pk=lot.pk)


def _prevenir(lot: Lot, correcteur: Correcteur | None, texte: str, le: datetime) -> None:
    if correcteur is not None and correcteur.utilisateur_id is not None:
        Avis.objects.create(destinataire_id=correcteur.utilisateur_id, lot=lot, texte=texte, le=le)
