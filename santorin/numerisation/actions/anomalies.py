"""Settling a page in anomaly: filed by hand, or set aside with a reason (NUM-01)."""

from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import Depot, deposer_pages
from santorin.copies.models import Composition, Copie, Page
from santorin.journal.actions import journaliser
from santorin.numerisation.etats import Anomalie, Sort
from santorin.numerisation.models import Liasse, PageLue
from santorin.numerisation.regles.anomalies import (
    obstacle_affectation,
    obstacle_ecart,
    obstacle_ecart_des_blanches,
    obstacle_remplacement,
)
from santorin.refus import exiger


@transaction.atomic
def affecter(
    page: PageLue,
    *,
    anonymat: str,
    numero: int,
    par: Utilisateur,
    le: datetime,
    rotation: int | None = None,
    remplace: bool = False,
) -> None:
    """NUM-01: file the page into the copy of this candidate (numéro d'anonymat); the page that was there stays in history.

    Raises `Refus` for an unknown candidate, an absent, a locked lot, an anomaly already settled, and a place that another
    image holds, unless `remplace` or the page's own code names it.
    """
    page = _prendre(page)
    composition = Composition.objects.filter(
        epreuve=page.liasse.epreuve_id, anonymat=anonymat.strip().upper()
    ).first()
    exiger(obstacle_affectation(page, composition))
    Copie.objects.get_or_create(composition=composition)
    copies = Copie.objects.select_for_update(of=("self",)).select_related("composition")
    copie = copies.get(composition=composition)
    exiger(obstacle_remplacement(page, copie, numero, remplace=remplace))
    page.rotation = page.rotation if rotation is None else rotation
    deposer_pages([Depot(copie, numero, page.image)], fil=f"epreuve:{page.liasse.epreuve_id}", par=par, le=le)
    page.page = Page.objects.get(copie=copie, numero=numero, remplacee_le=None)
    avant = {"copie": page.copie_id, "numero": page.numero}
    page.copie, page.numero, page.sort, page.motif = copie, numero, Sort.CLASSEE, ""
    page.resolue_le, page.resolue_par = le, par
    page.save()
    _journaliser(
        "page.affecter", page, par=par, le=le, avant=avant, apres={"copie": copie.pk, "numero": numero}
    )


@transaction.atomic
def ecarter(page: PageLue, *, motif: str, par: Utilisateur, le: datetime) -> None:
    """NUM-01: set the page aside for a reason; its image is kept. Raises `Refus`."""
    page = _prendre(page)
    exiger(obstacle_ecart(page, motif))
    page.sort, page.motif, page.resolue_le, page.resolue_par = Sort.ECARTEE, motif.strip()[:500], le, par
    page.save(update_fields=["sort", "motif", "resolue_le", "resolue_par"])
    _journaliser("page.ecarter", page, par=par, le=le, motif=motif)


@transaction.atomic
def ecarter_les_blanches(liasse: Liasse, *, par: Utilisateur, le: datetime) -> int:
    """NUM-01: set aside together the blank pages without a code (backs of sheets); how many. Raises `Refus`."""
    Liasse.objects.select_for_update(of=("self",)).get(pk=liasse.pk)
    exiger(obstacle_ecart_des_blanches(liasse))
    blanches = liasse.pages_lues.en_anomalie().filter(anomalie=Anomalie.BLANCHE)
    cles = list(blanches.values_list("pk", flat=True))
    motif = "Page blanche sans code."
    PageLue.objects.filter(pk__in=cles).update(sort=Sort.ECARTEE, motif=motif, resolue_le=le, resolue_par=par)
    journaliser(
        "page.ecarter_les_blanches",
        fil=f"epreuve:{liasse.epreuve_id}",
        objet=str(liasse),
        par=par,
        le=le,
        apres={"pages": cles},
        motif=motif,
    )
    return len(cles)


def _prendre(page: PageLue) -> PageLue:
    return PageLue.objects.select_for_update(of=("self",)).select_related("liasse__epreuve").get(pk=page.pk)


def _journaliser(
    acte: str,
    page: PageLue,
    *,
    par: Utilisateur,
    le: datetime,
    avant: dict[str, int | None] | None = None,
    apres: dict[str, int] | None = None,
    motif: str = "",
) -> None:
    journaliser(
        acte,
        fil=f"epreuve:{page.liasse.epreuve_id}",
        objet=str(page),
        par=par,
        le=le,
        avant=avant,
        apres=(apres or {}) | {"page_lue": page.pk, "anomalie": page.anomalie},
        motif=motif,
    )
