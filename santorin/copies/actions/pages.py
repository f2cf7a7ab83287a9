"""Filing scanned pages into copies; what was written on a page follows its new scan (NUM-01, NUM-02, COR-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from santorin.comptes.models import Utilisateur
from santorin.copies.fichiers import ImageDePage, ranger
from santorin.copies.lectures import annotations_par_page
from santorin.copies.models import Annotation, Copie, Correction, Operation, Page
from santorin.copies.regles.pages import lots_verrouilles, obstacle_depot
from santorin.journal.actions import journaliser
from santorin.refus import exiger


@dataclass(frozen=True, slots=True)
class Depot:
    """A stored image that becomes page `numero` of a copy."""

    copie: Copie
    numero: int
    image: ImageDePage


def deposer_page(copie: Copie, numero: int, contenu: bytes, *, par: Utilisateur, le: datetime) -> Page:
    """NUM-02: store a scanned page and file it; the page it replaces stays in history.

    The same bytes at the same place change nothing. Raises `Refus` for what is not a whole JPEG or PNG page, for an
    absent, and for a copy in a locked lot.
    """
    deposer_pages([Depot(copie, numero, ranger(contenu))], fil=f"copie:{copie.pk}", par=par, le=le)
    return Page.objects.get(copie=copie, numero=numero, remplacee_le=None)


@transaction.atomic
def deposer_pages(depots: Sequence[Depot], *, fil: str, par: Utilisateur, le: datetime) -> int:
    """NUM-02: file stored images into their copies, all or none; returns how many pages are new. Raises `Refus`.

    The annotations of a page scanned again are carried to its new scan, to be checked there by their marker; what is
    on the former scan stays in the log.
    """
    copies = _prendre(depots)
    courantes = {
        (page.copie_id, page.numero): page
        for page in Page.objects.filter(copie__in=copies, remplacee_le=None)
    }
    nouveaux = [d for d in depots if _sha256(courantes.get((d.copie.pk, d.numero))) != d.image.sha256]
    verrouilles = lots_verrouilles(copies)
    for depot in nouveaux:
        exiger(
            obstacle_depot(
                copies[depot.copie.pk], depot.numero, lot_verrouille=verrouilles.get(depot.copie.pk)
            )
        )
    remplacees = [courantes[cle].pk for d in nouveaux if (cle := (d.copie.pk, d.numero)) in courantes]
    Page.objects.filter(pk__in=remplacees).update(remplacee_le=le)
    Page.objects.bulk_create(_page(depot, le) for depot in nouveaux)
    reportees = _reporter(remplacees, le=le)
    # COR-06: an editor that is open sees, by the version, that it must read the copy again.
    recues = {depot.copie.pk for depot in nouveaux}
    levees = _lever_les_blanches([copie for copie in copies.values() if copie.pk in recues])
    Correction.objects.filter(copie__in=recues).update(version=F("version") + 1)
    if nouveaux:
        journaliser(
            "page.deposer",
            fil=fil,
            objet=f"{len(nouveaux)} pages, {len({depot.copie.pk for depot in nouveaux})} copies",
            par=par,
            le=le,
            avant={"remplacees": remplacees, "annotations_reportees": reportees},
            apres={"pages": [[depot.copie.pk, depot.numero, depot.image.sha256] for depot in nouveaux]}
            | ({"blanches_levees": levees} if levees else {}),
        )
    return len(nouveaux)


def _lever_les_blanches(copies: Sequence[Copie]) -> list[int]:
    """NUM-03: a copy declared blank that gets a new page must be looked at again; which ones."""
    levees = [copie.pk for copie in copies if copie.blanche]
    if levees:
        Copie.objects.filter(pk__in=levees).update(blanche=False)
    return levees


def _reporter(remplacees: Sequence[int], *, le: datetime) -> int:
    """Put what is on the replaced pages (primary keys) on those that replace them; how many annotations.

    Coordinates are those of the upright page, so that another rotation moves nothing. The « vu » of a page is not
    carried: the new image was not seen yet.
    """
    anciennes = Page.objects.filter(pk__in=remplacees, annotations__isnull=False).distinct()
    par_copie: dict[int, list[Page]] = {}
    for page in anciennes:
        par_copie.setdefault(page.copie_id, []).append(page)
    nombre = 0
    for correction in Correction.objects.filter(copie__in=par_copie).order_by("pk"):
        changements = _changements_reportes(correction, par_copie[correction.copie_id], le=le)
        Annotation.objects.bulk_create(changements)
        nombre += len(changements)
    return nombre


def _changements_reportes(
    correction: Correction, anciennes: Sequence[Page], *, le: datetime
) -> list[Annotation]:
    """One entry of the log for each annotation that stands on these pages, by its author, under the same key."""
    courantes = Page.objects.filter(copie=correction.copie_id, remplacee_le=None)
    par_numero = {page.numero: page for page in courantes}
    posees = annotations_par_page(correction, pages=anciennes)
    auteurs = dict(
        Annotation.objects.filter(correction=correction, operation=Operation.POSER)
        .order_by("id")
        .values_list("cle", "par")
    )
    return [
        Annotation(
            correction=correction,
            page=par_numero[page.numero],
            cle=posee.cle,
            operation=Operation.POSER,
            contenu=posee.contenu,
            le=le,
            par_id=auteurs[posee.cle],
        )
        for page in anciennes
        for posee in posees.get(page.pk, ())
        if posee.contenu["genre"] != "vu"
    ]


def _prendre(depots: Sequence[Depot]) -> dict[int, Copie]:
    """The copies concerned, locked in one order: two scans of one page at once leave one current page."""
    copies = (
        Copie.objects.select_for_update(of=("self",))
        .select_related("composition__candidat")
        .filter(pk__in={depot.copie.pk for depot in depots})
        .order_by("pk")
    )
    return {copie.pk: copie for copie in copies}


def _sha256(page: Page | None) -> str | None:
    return page.sha256 if page else None


def _page(depot: Depot, le: datetime) -> Page:
    image = depot.image
    return Page(
        copie=depot.copie,
        numero=depot.numero,
        sha256=image.sha256,
        type_mime=image.type_mime,
        taille=image.taille,
        largeur=image.largeur,
        hauteur=image.hauteur,
        rotation=image.rotation,
        numerisee_le=le,
    )
