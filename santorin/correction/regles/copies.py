"""What a marker may do with a copy (COR-02, COR-03)."""

from django.db.models import Exists, OuterRef, QuerySet

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import Correction, Lot, NoteQuestion, Question, Signalement


def lots_de(utilisateur: Utilisateur) -> QuerySet[Lot]:
    """COR-02: the marker's own lots, once distributed."""
    return Lot.objects.pour(utilisateur, Droit.CORRIGER).exclude(etat=EtatLot.CONSTITUE)


def corrections_de(utilisateur: Utilisateur) -> QuerySet[Correction]:
    """COR-02: the markings of the marker's own lots."""
    return Correction.objects.filter(lot__in=lots_de(utilisateur).order_by())


def questions_sans_note() -> QuerySet[Question]:
    """COR-03: inside a query on markings, the questions that the outer one leaves without a mark."""
    return Question.objects.filter(sujet=OuterRef("lot__sujet")).exclude(
        Exists(NoteQuestion.objects.filter(question=OuterRef("pk"), correction=OuterRef(OuterRef("pk"))))
    )


def signalements_ouverts() -> QuerySet[Signalement]:
    """COR-07: inside a query on markings, the open reports of the outer one."""
    return Signalement.objects.ouverts().filter(correction=OuterRef("pk"))
