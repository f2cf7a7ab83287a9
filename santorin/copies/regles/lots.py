"""Locking and unlocking of lots (COR-03, COR-04)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from santorin.copies.etats import EtatLot
from santorin.copies.models import Correction, Lot
from santorin.copies.regles.bareme import incomplete


@dataclass(frozen=True, slots=True)
class Avancement:
    """How far the marking of a lot is: its copies, those with every question marked, those without appréciation."""

    copies: int = 0
    notees: int = 0
    sans_appreciation: int = 0
    corrigees: int = 0


def avancements(lots: Iterable[Lot]) -> dict[int, Avancement]:
    """COR-03: the progress of each lot, by primary key, in one query. A copy is « corrigée » as COR-03 says."""
    notee, appreciee = Q(incomplete=False), ~Q(appreciation="")
    lignes = (
        Correction.objects.filter(lot__in=[lot.pk for lot in lots])
        .order_by()
        .annotate(incomplete=incomplete())
        .values_list("lot")
        .annotate(
            copies=Count("pk"),
            notees=Count("pk", filter=notee),
            sans_appreciation=Count("pk", filter=~appreciee),
            corrigees=Count(
                "pk", filter=notee & (appreciee | Q(lot__epreuve__parametrage__appreciation=False))
            ),
        )
    )
    return {lot: Avancement(*comptes) for lot, *comptes in lignes}


def obstacle_verrouillage(lot: Lot, avancement: Avancement) -> str | None:
    """COR-03, PAR-02: why the lot cannot be locked, or None. `lot` comes with its épreuve's paramétrage."""
    if lot.etat == EtatLot.VERROUILLE:
        return "Ce lot est déjà verrouillé."
    if lot.etat == EtatLot.CONSTITUE:
        return "Ce lot n’est pas encore distribué à un correcteur."
    if not avancement.copies:
        return "Ce lot ne contient aucune copie."
    if (restantes := avancement.copies - avancement.notees) > 0:
        return _restantes(restantes, avancement.copies)
    if lot.epreuve.parametrage.appreciation and avancement.sans_appreciation:
        return _sans_appreciation(avancement.sans_appreciation)
    return None


def empreinte_du_bilan(lot: Lot) -> str:
    """COR-03: what tells the copies of a lot, as they are now, from any other state of theirs."""
    etat = list(Correction.objects.filter(lot=lot).order_by("pk").values_list("pk", "version"))
    return hashlib.sha256(repr(etat).encode("ascii")).hexdigest()[:16]


def obstacle_bilan(lot: Lot, bilan: str | None) -> str | None:
    """COR-03, COR-06: why the summary that was read (None: none was) is not that of the lot, or None."""
    if bilan is None or bilan == empreinte_du_bilan(lot):
        return None
    return "Ce lot a changé depuis ce bilan\u00a0: relisez-le tel qu’il est maintenant, puis verrouillez."


def obstacle_bareme(lot: Lot) -> str | None:
    """COR-03: why no mark can be computed from the barème of this lot, or None."""
    if not lot.sujet.questions.exists():
        return f"Le sujet {lot.sujet.code} n’a pas de barème."
    return None


def obstacle_destruction(le: datetime) -> str:
    """SEC-03: nothing is changed any more in copies destroyed at the end of their period."""
    jour = timezone.localtime(le)
    return (
        f"Les copies de ce lot ont été détruites le {jour:%d/%m/%Y}, à l’issue de leur durée de conservation."
    )


def obstacle_deverrouillage(lot: Lot, motif: str) -> str | None:
    """COR-04: why the lot cannot be unlocked, or None; possible also after its marks were transmitted."""
    if lot.etat != EtatLot.VERROUILLE:
        return "Ce lot n’est pas verrouillé."
    if lot.copies_detruites_le:
        return obstacle_destruction(lot.copies_detruites_le)
    if not motif.strip():
        return "Donnez le motif du déverrouillage."
    return None


def _restantes(restantes: int, copies: int) -> str:
    if restantes == 1:
        return f"1 copie sur {copies} n’est pas entièrement notée."
    return f"{restantes} copies sur {copies} ne sont pas entièrement notées."


def _sans_appreciation(nombre: int) -> str:
    if nombre == 1:
        return "1 copie n’a pas d’appréciation, alors qu’elle est obligatoire."
    return f"{nombre} copies n’ont pas d’appréciation, alors qu’elle est obligatoire."
