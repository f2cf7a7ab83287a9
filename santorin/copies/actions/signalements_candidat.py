"""A candidate reports the scan of its own copy; the numérisation answers (RES-09)."""

from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Composition, Defaut, SignalementCandidat
from santorin.copies.regles.signalements import PRECISION_AU_PLUS
from santorin.copies.regles.signalements_candidat import (
    obstacle_reponse_au_candidat,
    obstacle_signalement_candidat,
)
from santorin.journal.actions import journaliser
from santorin.refus import exiger


@transaction.atomic
def signaler_par_le_candidat(
    composition: Composition,
    *,
    defaut: Defaut,
    page: int | None = None,
    precision: str = "",
    par: Utilisateur,
    le: datetime,
) -> SignalementCandidat:
    """RES-09: put the copy among those that the numérisation looks at; neither its mark nor its lot change.

    Raises `Refus` when a report waits already, or when the copy has no such page.
    """
    verrou = Composition.objects.select_for_update(of=("self",)).get(pk=composition.pk)
    exiger(obstacle_signalement_candidat(verrou, page))
    signalement = SignalementCandidat.objects.create(
        composition=verrou,
        defaut=defaut,
        page=page,
        precision=precision.strip()[:PRECISION_AU_PLUS],
        signale_le=le,
        signale_par=par,
    )
    journaliser(
        "copie.signaler_par_le_candidat",
        fil=f"epreuve:{verrou.epreuve_id}",
        objet=f"composition {verrou.anonymat}",
        par=par,
        le=le,
        apres={"page": page, "defaut": defaut, "precision": signalement.precision},
    )
    return signalement


@transaction.atomic
def repondre_au_candidat(
    signalement: SignalementCandidat, *, reponse: str, par: Utilisateur, le: datetime
) -> None:
    """RES-09: answer, once, in words that the candidate reads. Raises `Refus`."""
    verrou = (
        SignalementCandidat.objects.select_for_update(of=("self",))
        .select_related("composition")
        .get(pk=signalement.pk)
    )
    exiger(obstacle_reponse_au_candidat(verrou, reponse))
    verrou.repondu_le, verrou.repondu_par = le, par
    verrou.reponse = reponse.strip()[:PRECISION_AU_PLUS]
    verrou.save(update_fields=["repondu_le", "repondu_par", "reponse"])
    journaliser(
        "copie.repondre_au_candidat",
        fil=f"epreuve:{verrou.composition.epreuve_id}",
        objet=f"composition {verrou.composition.anonymat}",
        par=par,
        le=le,
        apres={"reponse": verrou.reponse},
    )
    signalement.refresh_from_db()
