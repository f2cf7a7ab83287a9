"""Locking a lot, unlocking it: marks settle and are released with it (COR-03, COR-04)."""

from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.actions.avis import prevenir
from santorin.copies.actions.notes import NoteArretee, arreter_notes
from santorin.copies.etats import DEVERROUILLER, VERROUILLER
from santorin.copies.models import Composition, Correction, Lot
from santorin.copies.regles.lots import (
    Avancement,
    avancements,
    obstacle_bareme,
    obstacle_bilan,
    obstacle_deverrouillage,
    obstacle_verrouillage,
)
from santorin.copies.regles.signalements import obstacle_copies_signalees, signalees
from santorin.etats import passer
from santorin.journal.actions import journaliser
from santorin.refus import exiger


@transaction.atomic
def verrouiller(lot: Lot, *, bilan: str | None = None, par: Utilisateur, le: datetime) -> list[NoteArretee]:
    """COR-03: lock a lot whose copies are all corrected; its marks are settled, ready for Cyclades.

    `bilan`: the digest of the summary that was read, if one was. Returns the marks that this settled. Raises `Refus`
    with the reason, also when the lot changed since that summary, `DejaFait` when somebody else just did it.
    """
    verrou = _prendre(lot)
    exiger(obstacle_copies_signalees(signalees([verrou]).get(verrou.pk, 0)))
    exiger(obstacle_verrouillage(verrou, avancements([verrou]).get(verrou.pk, Avancement())))
    exiger(obstacle_bareme(verrou))
    exiger(obstacle_bilan(verrou, bilan))
    compositions = _compositions(verrou)
    passer(lot, VERROUILLER, verrouille_le=le, verrouille_par=par)
    notes = arreter_notes(compositions, par=par, le=le)
    journaliser(
        "lot.verrouiller",
        fil=f"lot:{lot.pk}",
        objet=f"Lot {lot.numero} – {verrou.epreuve}",
        par=par,
        le=le,
        apres={"notes": [note.pour_le_journal() for note in notes]},
    )
    return notes


@transaction.atomic
def deverrouiller(
    lot: Lot, *, motif: str, message: str = "", par: Utilisateur, le: datetime
) -> list[NoteArretee]:
    """COR-04, HAR-12: give a locked lot back to its marker, also after transmission; its marks are released.

    The marker is told, with `message`; `motif` stays in the journal (it may name a candidate). What Cyclades holds
    stays there until the next transmission. Raises `Refus` without a reason.
    """
    verrou = _prendre(lot)
    exiger(obstacle_deverrouillage(verrou, motif))
    compositions = _compositions(verrou)
    passer(lot, DEVERROUILLER, verrouille_le=None, verrouille_par=None)
    notes = arreter_notes(compositions, par=par, le=le)
    suite = f"\u00a0: {message.strip()}" if message.strip() else "."
    prevenir(verrou, f"Le lot {verrou.numero} est déverrouillé et à corriger de nouveau{suite}", le=le)
    journaliser(
        "lot.deverrouiller",
        fil=f"lot:{lot.pk}",
        objet=f"Lot {lot.numero} – {verrou.epreuve}",
        par=par,
        le=le,
        avant={"notes": [note.pour_le_journal() for note in notes]},
        motif=motif,
    )
    return notes


def _prendre(lot: Lot) -> Lot:
    """The lot's row, locked until the commit: nobody marks its copies meanwhile."""
    return (
        Lot.objects.select_for_update(of=("self",))
        .select_related("epreuve__parametrage", "epreuve__examen", "sujet", "correcteur")
        .get(pk=lot.pk)
    )


def _compositions(lot: Lot) -> list[int]:
    """The sittings of the lot's copies, locked: nobody changes their attendance meanwhile."""
    # Listed first: as a subquery of a locking read, it is run again for each sitting when statistics are stale.
    siennes = list(Correction.objects.filter(lot=lot).order_by().values_list("copie__composition", flat=True))
    return list(
        Composition.objects.select_for_update()
        .filter(pk__in=siennes)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
