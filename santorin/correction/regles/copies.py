"""What a marker may do with a copy (COR-02, COR-03)."""

from django.db.models import OuterRef, QuerySet

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import Correction, Lot, Signalement


def lots_de(utilisateur: Utilisateur) -> QuerySet[Lot]:
    """COR-02: the marker's own lots, once distributed."""
    return Lot.objects.pour(utilisateur, Droit.CORRIGER).exclude(etat=EtatLot.CONSTITUE)


def corrections_de(utilisateur: Utilisateur) -> QuerySet[Correction]:
    """COR-02: the markings of the marker's own lots."""
    return Correction.objects.filter(lot__in=lots_de(utilisateur).order_by())


def signalements_ouverts() -> QuerySet[Signalement]:
    """COR-07: inside a query on markings, the open reports of the outer one."""
    return Signalement.objects.ouverts().filter(correction=OuterRef("pk"))
