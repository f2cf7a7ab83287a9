"""A marker flags a badly scanned copy; the numérisation answers (COR-07)."""

from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.actions.avis import prevenir
from santorin.copies.models import Correction, Defaut, Lot, Signalement
from santorin.copies.regles.signalements import (
    PRECISION_AU_PLUS,
    numeros_des_pages,
    obstacle_resolution,
    obstacle_signalement,
)
from santorin.journal.actions import journaliser
from santorin.refus import exiger


@transaction.atomic
def signaler(
    correction: Correction,
    *,
    defaut: Defaut,
    page: int | None = None,
    precision: str = "",
    par: Utilisateur,
    le: datetime,
) -> Signalement:
    """COR-07: send a copy to the anomalies of the numérisation and out of what is to be done.

    `page` is as the marker counts them on the screen; the numérisation reads the number that the sheet bears.
    Raises `Refus` when it is there already, when its lot is locked, or when it has no such page.
    """
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=correction.lot_id)
    correction.lot = lot
    exiger(obstacle_signalement(correction, page))
    page = None if page is None else numeros_des_pages(correction)[page - 1]
    signalement = Signalement.objects.create(
        correction=correction,
        defaut=defaut,
        page=page,
        precision=precision.strip()[:PRECISION_AU_PLUS],
        signale_le=le,
        signale_par=par,
    )
    journaliser(
        "copie.signaler",
        fil=f"lot:{lot.pk}",
        objet=f"{correction.nom_anonyme} du lot {lot.numero}",
        par=par,
        le=le,
        apres={"correction": correction.pk, "page": page, "defaut": defaut, "precision": precision},
    )
    return signalement


@transaction.atomic
def resoudre(signalement: Signalement, *, reponse: str = "", par: Utilisateur, le: datetime) -> None:
    """COR-07: close a report; the copy is to be done again, and its marker is told, with `reponse` (which it reads).

    Raises `Refus` when the report is closed already.
    """
    verrou = (
        Signalement.objects.select_for_update(of=("self",))
        .select_related("correction__lot__correcteur__utilisateur")
        .get(pk=signalement.pk)
    )
    exiger(obstacle_resolution(verrou))
    verrou.resolu_le, verrou.resolu_par, verrou.reponse = le, par, reponse.strip()[:PRECISION_AU_PLUS]
    verrou.save(update_fields=["resolu_le", "resolu_par", "reponse"])
    lot = verrou.correction.lot
    suite = f"\u00a0: {verrou.reponse}" if verrou.reponse else "."
    nom = verrou.correction.nom_anonyme
    prevenir(lot, f"{nom} du lot {lot.numero}, que vous aviez signalée, peut être corrigée{suite}", le=le)
    journaliser(
        "copie.resoudre",
        fil=f"lot:{lot.pk}",
        objet=f"{nom} du lot {lot.numero}",
        par=par,
        le=le,
        apres={"correction": verrou.correction_id, "reponse": verrou.reponse},
    )
    signalement.refresh_from_db()
