"""CLO-13, HAR-07: who is kept back, and why."""

from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from santorin.copies.etats import Emargement, EtatLot
from santorin.copies.models import Copie, Correction
from santorin.copies.models.candidat import CompositionQuerySet
from santorin.referentiel.valeur import ABSENT
from santorin.transmission.etats import Retenue
from santorin.transmission.regles import Portee


def retenues(portee: Portee, *, totale: bool) -> CompositionQuerySet:
    """CLO-13, HAR-07: the candidates for whom nothing leaves: `retenue` says why, `lot_ouvert` which lot is awaited.

    `deja_transmise` (boolean): Cyclades has a mark of Santorin's all the same, from before an unlocking.
    """
    corrections = Correction.objects.filter(copie__composition=OuterRef("pk"))
    ouvertes = corrections.exclude(lot__etat=EtatLot.VERROUILLE).order_by("lot__numero")
    copies = Copie.objects.filter(composition=OuterRef("pk"))
    motif = Case(
        When(note__arretee=True, then=Value(Retenue.ABSENCE)),
        When(Exists(ouvertes), then=Value(Retenue.LOT_OUVERT)),
        When(Exists(corrections), then=Value(Retenue.NON_ARRETEE)),
        When(Exists(copies), then=Value(Retenue.NON_DISTRIBUEE)),
        When(emargement=Emargement.NON_EMARGE, then=Value(Retenue.NON_EMARGE)),
        default=Value(Retenue.SANS_COPIE),
        output_field=CharField(),
    )
    return portee.compositions.filter(_sans_note_arretee(totale=totale)).annotate(
        retenue=motif,
        lot_ouvert=Subquery(ouvertes.values("lot__numero")[:1]),
        deja_transmise=Case(When(note__version_acquittee__gt=0, then=True), default=False),
    )


def comptes_des_retenues(portee: Portee, *, totale: bool) -> list[tuple[Retenue, int]]:
    """HAR-07: how many are kept back for each reason, in the order of `Retenue`."""
    lignes: QuerySet[Any] = retenues(portee, totale=totale).order_by()
    nombres = dict(lignes.values_list("retenue").annotate(nombre=Count("pk")))
    return [(motif, nombres[motif]) for motif in Retenue if motif in nombres]


def _sans_note_arretee(*, totale: bool) -> Q:
    sans = Q(note=None) | Q(note__arretee=False)
    if totale:
        return sans
    return sans | Q(note__code=ABSENT, note__version_acquittee__lt=F("note__version"))
