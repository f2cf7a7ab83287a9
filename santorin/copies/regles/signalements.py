"""Copies that their marker flagged as badly scanned (COR-07)."""

from collections.abc import Iterable

from django.db.models import Count

from santorin.copies.etats import EtatLot
from santorin.copies.models import Correction, Lot, Signalement

PRECISION_AU_PLUS = 500  # characters


def signalees(lots: Iterable[Lot]) -> dict[int, int]:
    """COR-07: the copies of each lot (by primary key) that wait for the numérisation, in one query."""
    ouverts = Signalement.objects.ouverts().filter(correction__lot__in=[lot.pk for lot in lots])
    comptes = ouverts.order_by().values_list("correction__lot").annotate(nombre=Count("pk"))
    return dict(comptes)


def obstacle_signalement(correction: Correction, page: int | None) -> str | None:
    """COR-07: why the copy cannot be flagged, or None. `correction` comes with its lot; `page` as its marker counts."""
    if correction.lot.etat == EtatLot.VERROUILLE:
        return f"Le lot {correction.lot.numero} est verrouillé\u00a0: demandez d’abord son déverrouillage."
    if Signalement.objects.ouverts().filter(correction=correction).exists():
        return "Cette copie est déjà signalée\u00a0: la numérisation va la reprendre."
    if page is not None and not 1 <= page <= len(numeros_des_pages(correction)):
        return f"Cette copie n’a pas de page {page}."
    return None


def numeros_des_pages(correction: Correction) -> list[int]:
    """COR-07: the numbers of the copy's pages, in the order in which its marker counts them: one may be missing."""
    courantes = correction.copie.pages.filter(remplacee_le=None).order_by("numero")
    return list(courantes.values_list("numero", flat=True))


def obstacle_resolution(signalement: Signalement) -> str | None:
    """COR-07: why the report cannot be closed, or None."""
    return "Ce signalement est déjà résolu." if signalement.resolu_le else None


def obstacle_copies_signalees(nombre: int) -> str | None:
    """COR-07: why a lot with so many flagged copies cannot be locked, or None: a locked copy is not scanned again."""
    if not nombre:
        return None
    if nombre == 1:
        return "1 copie signalée attend la numérisation."
    return f"{nombre} copies signalées attendent la numérisation."
