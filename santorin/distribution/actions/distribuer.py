"""Applying a draw (DIS-01)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from santorin.comptes.models import Utilisateur
from santorin.copies.cles import cles_distinctes
from santorin.copies.etats import EtatLot
from santorin.copies.models import Correction, Epreuve, Lot, Parametrage, Sujet
from santorin.distribution.lectures.proposition import Apercu, apercu
from santorin.distribution.models import Distribution
from santorin.distribution.regles.lots import obstacle_distribution
from santorin.journal.actions import journaliser
from santorin.refus import Refus, exiger

PAR_PAQUET = 5_000


@transaction.atomic
def distribuer(
    sujet: Sujet, *, taille: int, graine: int, empreinte: str, par: Utilisateur, le: datetime
) -> Distribution:
    """DIS-01: make the lots that the preview of this seed showed and give them to their markers, all or none.

    `empreinte` is the preview's. Raises `Refus` when the situation changed since, or when there is nothing to do.
    """
    # PAR-04: the paramétrage that the draw reads cannot change until it is applied.
    parametrage = (
        Parametrage.objects.select_for_update(of=("self", "epreuve"), no_key=True)
        .select_related("epreuve")
        .get(pk=sujet.epreuve_id)
    )
    epreuve = parametrage.epreuve
    exiger(obstacle_distribution(sujet, taille))
    tirage = apercu(epreuve, sujet, taille=taille, graine=graine)
    if not tirage.plan.lots:
        raise Refus("Aucune copie n’est à distribuer.")
    if tirage.plan.empreinte != empreinte:
        raise Refus(
            "La situation a changé depuis l’aperçu\u00a0: regardez le nouvel aperçu avant d’appliquer."
        )
    premier = (Lot.objects.filter(epreuve=epreuve).aggregate(Max("numero"))["numero__max"] or 0) + 1
    _constituer(epreuve, sujet, tirage, premier)
    distribution = Distribution.objects.create(
        epreuve=epreuve,
        sujet=sujet,
        graine=graine,
        taille=taille,
        copies=tirage.copies,
        premier=premier,
        dernier=premier + len(tirage.plan.lots) - 1,
        le=le,
        par=par,
    )
    _journaliser(distribution, tirage)
    return distribution


def _journaliser(distribution: Distribution, tirage: Apercu) -> None:
    epreuve = distribution.epreuve
    journaliser(
        "epreuve.distribuer",
        fil=f"epreuve:{epreuve.pk}",
        objet=f"{epreuve} – {distribution}",
        par=distribution.par,
        le=distribution.le,
        apres={
            "distribution": distribution.pk,
            "graine": distribution.graine,
            "taille": distribution.taille,
            "copies": tirage.copies,
            "orphelines": len(tirage.plan.orphelines),
            "lots": [[lot.correcteur, lot.rang, len(lot.copies)] for lot in tirage.plan.lots],
        },
    )


def _constituer(epreuve: Epreuve, sujet: Sujet, tirage: Apercu, premier: int) -> None:
    lots = Lot.objects.bulk_create(
        Lot(
            epreuve=epreuve,
            numero=numero,
            sujet=sujet,
            correcteur_id=propose.correcteur,
            rang=propose.rang,
            etat=EtatLot.DISTRIBUE,
        )
        for numero, propose in enumerate(tirage.plan.lots, start=premier)
    )
    Correction.objects.bulk_create(
        [
            Correction(copie_id=copie, lot=lot, cle=cle, rang=propose.rang, ordre=ordre)
            for lot, propose in zip(lots, tirage.plan.lots, strict=True)
            for ordre, (copie, cle) in enumerate(
                zip(propose.copies, cles_distinctes(len(propose.copies)), strict=True), start=1
            )
        ],
        batch_size=PAR_PAQUET,
    )
