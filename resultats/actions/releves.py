"""Transcripts: published, put off, withdrawn, handed over (RES-04, RES-06)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from resultats.lectures.proclamation import Cadre
from resultats.models import Generation, Releve
from resultats.regles import releves as regles
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.refus import DejaFait, exiger


@transaction.atomic
def publier(generation: Generation, *, disponible_le: datetime, par: Utilisateur, le: datetime) -> None:
    """RES-06: announce a complete run; its documents can be had from `disponible_le` on.

    Raises `Refus`, or `DejaFait` when somebody published it meanwhile.
    """
    exiger(regles.obstacle_publication(generation))
    exiger(regles.obstacle_date(disponible_le, le))
    exiger(regles.obstacle_depasses(regles.depasses(generation, disponible_le).count()))
    libres = Generation.objects.filter(pk=generation.pk, complete=True, publie_le=None)
    if not libres.update(publie_le=le, publie_par=par, disponible_le=disponible_le):
        raise DejaFait("Ces relevés viennent d’être publiés par quelqu’un d’autre.")
    _journaliser("releves.publier", generation, par=par, le=le, apres={"disponible_le": disponible_le})


@transaction.atomic
def reporter(generation: Generation, *, disponible_le: datetime, par: Utilisateur, le: datetime) -> None:
    """RES-06: another date, as long as the present one is not reached, and no older version comes before.

    Raises `Refus`, or `DejaFait` when the instant came meanwhile.
    """
    exiger(regles.obstacle_report(generation, le))
    exiger(regles.obstacle_date(disponible_le, le))
    libres = Generation.objects.filter(pk=generation.pk, retiree_le=None, disponible_le__gt=le)
    if not libres.update(disponible_le=disponible_le):
        raise DejaFait("La date de mise à disposition vient d’être atteinte.")
    exiger(regles.obstacle_devancement(generation, le))
    avant = {"disponible_le": generation.disponible_le}
    _journaliser(
        "releves.reporter", generation, par=par, le=le, avant=avant, apres={"disponible_le": disponible_le}
    )


@transaction.atomic
def retirer(generation: Generation, *, motif: str, par: Utilisateur, le: datetime) -> None:
    """RES-06: take published transcripts back, with the reason. Raises `Refus` or `DejaFait`.

    Before their date nobody had them: the publication is undone and may be made again. After it they were handed
    out: they are withdrawn for good, the public page says so (RES-07), and the next run makes new versions.
    """
    exiger(regles.obstacle_retrait(generation))
    publiees = Generation.objects.filter(pk=generation.pk, retiree_le=None)
    avant = {"publie_le": generation.publie_le, "disponible_le": generation.disponible_le}
    if publiees.filter(disponible_le__gt=le).update(publie_le=None, publie_par=None, disponible_le=None):
        _journaliser("releves.depublier", generation, par=par, le=le, avant=avant, motif=motif)
    elif publiees.filter(disponible_le__lte=le).update(retiree_le=le, retiree_par=par, motif_retrait=motif):
        _journaliser("releves.retirer", generation, par=par, le=le, avant=avant, motif=motif)
    else:
        raise DejaFait("Ces relevés viennent d’être retirés par quelqu’un d’autre.")


def noter_telechargement(releve: Releve, *, par: Utilisateur, le: datetime) -> None:
    """SEC-01: the journal keeps who took which transcript."""
    journaliser(
        "releve.telecharger",
        fil=f"releves:candidature:{releve.candidature_id}",
        objet=f"relevé de notes n° {releve.numero} de la candidature {releve.candidature.identifiant}",
        par=par,
        le=le,
        apres={"sha256": releve.sha256},
    )


def _journaliser(acte: str, generation: Generation, *, par: Utilisateur, le: datetime, **suite: Any) -> None:
    cadre = Cadre(generation.examen, generation.session, generation.academie)
    journaliser(
        acte, fil=cadre.fil, objet=f"génération n° {generation.pk} – {cadre}", par=par, le=le, **suite
    )
