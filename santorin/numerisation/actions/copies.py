"""Copies as wholes: a page that will never come, a copy handed in blank (NUM-01, NUM-03)."""

from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Copie
from santorin.journal.actions import journaliser
from santorin.numerisation.models import PageNonRendue
from santorin.numerisation.regles.copies import (
    obstacle_copie_blanche,
    obstacle_levee_blanche,
    obstacle_page_non_rendue,
)
from santorin.refus import exiger


@transaction.atomic
def admettre_page_non_rendue(
    copie: Copie, *, numero: int, motif: str, par: Utilisateur, le: datetime
) -> None:
    """NUM-01: let the copy go on without this page, for a reason. Raises `Refus`."""
    copie = _prendre(copie)
    exiger(obstacle_page_non_rendue(copie, numero, motif))
    PageNonRendue.objects.get_or_create(
        copie=copie, numero=numero, defaults={"motif": motif.strip()[:500], "le": le, "par": par}
    )
    _journaliser(
        "copie.admettre_page_non_rendue", copie, par=par, le=le, apres={"numero": numero}, motif=motif
    )


@transaction.atomic
def declarer_blanche(copie: Copie, *, par: Utilisateur, le: datetime) -> None:
    """NUM-03: a person confirms that the copy is blank; it is marked like the others. Raises `Refus`."""
    copie = _prendre(copie)
    exiger(obstacle_copie_blanche(copie))
    copie.blanche = True
    copie.save(update_fields=["blanche"])
    _journaliser("copie.declarer_blanche", copie, par=par, le=le, apres={"blanche": True})


@transaction.atomic
def lever_blanche(copie: Copie, *, par: Utilisateur, le: datetime) -> None:
    """NUM-03: the copy was declared blank by mistake. Raises `Refus` when it is not declared so."""
    copie = _prendre(copie)
    exiger(obstacle_levee_blanche(copie))
    copie.blanche = False
    copie.save(update_fields=["blanche"])
    _journaliser("copie.lever_blanche", copie, par=par, le=le, apres={"blanche": False})


def _prendre(copie: Copie) -> Copie:
    return Copie.objects.select_for_update(of=("self",)).select_related("composition").get(pk=copie.pk)


def _journaliser(
    acte: str, copie: Copie, *, par: Utilisateur, le: datetime, apres: dict[str, int], motif: str = ""
) -> None:
    journaliser(
        acte,
        fil=f"epreuve:{copie.composition.epreuve_id}",
        objet=str(copie),
        par=par,
        le=le,
        apres=apres | {"copie": copie.pk},
        motif=motif,
    )
