"""Pages that a copy should have, copies proposed as blank, copies fit to be marked (NUM-01, NUM-03, DIS-01)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet, Subquery

from santorin.copies.models import Copie, Epreuve, Page
from santorin.numerisation.etats import EtatLiasse
from santorin.numerisation.models import PageLue, PageNonRendue
from santorin.numerisation.regles.classement import SEUIL_D_ENCRE


@dataclass(frozen=True, slots=True)
class PageManquante:
    """NUM-01: a page that the codes announce and that nobody scanned."""

    copie: Copie
    numero: int
    total: int


def pages_manquantes(epreuve: Epreuve, *, copies: Iterable[int] | None = None) -> list[PageManquante]:
    """NUM-01: for each copy of which a page was filed, the announced pages that it lacks; those admitted left out."""
    lues = PageLue.objects.filter(copie__composition__epreuve=epreuve, total__isnull=False).exclude(page=None)
    if copies is not None:
        lues = lues.filter(copie__in=list(copies))
    totaux = dict(lues.order_by().values_list("copie").annotate(Max("total")))
    presentes = _numeros(Page.objects.filter(copie__in=totaux, remplacee_le=None))
    admises = _numeros(PageNonRendue.objects.filter(copie__in=totaux))
    trous = {
        cle: sorted(set(range(1, (total or 0) + 1)) - presentes.get(cle, set()) - admises.get(cle, set()))
        for cle, total in totaux.items()
    }
    incompletes = Copie.objects.filter(pk__in=[cle for cle, manque in trous.items() if manque])
    return [
        PageManquante(copie, numero, totaux[copie.pk] or 0)
        for copie in incompletes.select_related("composition__candidat").order_by("pk")
        for numero in trous[copie.pk]
    ]


def obstacle_page_non_rendue(copie: Copie, numero: int, motif: str) -> str | None:
    """NUM-01: why this page cannot be declared missing for good, or None."""
    if not motif.strip():
        return "Donnez le motif pour lequel la page manque."
    if Page.objects.filter(copie=copie, numero=numero, remplacee_le=None).exists():
        return f"La page {numero} de cette copie est numérisée."
    return None


def copies_a_corriger(epreuve: Epreuve) -> QuerySet[Copie]:
    """DIS-01, NUM-02: the copies fit for a marker.

    Scanned, of an accepted liasse, no page in anomaly attached; absents excluded. Copies with a missing page are not
    told apart here: see `pages_manquantes`.
    """
    pages = Page.objects.filter(copie=OuterRef("pk"), remplacee_le=None)
    acceptees = PageLue.objects.filter(page=OuterRef("pk"), liasse__etat=EtatLiasse.ACCEPTEE)
    non_acceptees = pages.filter(Exists(PageLue.objects.filter(page=OuterRef("pk")))).exclude(
        Exists(acceptees)
    )
    en_anomalie = PageLue.objects.filter(copie=OuterRef("pk"), sort="")
    return (
        Copie.objects.filter(composition__epreuve=epreuve)
        .exclude(composition__emargement="absent")
        .filter(Exists(pages))
        .exclude(Exists(non_acceptees))
        .exclude(Exists(en_anomalie))
        .order_by("pk")
    )


def blanches_proposees(epreuve: Epreuve) -> QuerySet[Copie]:
    """NUM-03: the copies on whose every page the ink measured is next to nothing; a person confirms each."""
    lues = PageLue.objects.filter(page__copie=OuterRef("pk"), page__remplacee_le=None)
    proposees = Copie.objects.filter(composition__epreuve=epreuve, blanche=False).filter(Exists(lues))
    return _a_regarder(proposees.exclude(Exists(lues.filter(encre__gte=SEUIL_D_ENCRE))))


def _pages_lues() -> QuerySet[Page]:
    """The current pages in order, each with the key of the image that was read (`image`)."""
    lues = PageLue.objects.filter(page=OuterRef("pk")).order_by("-pk")
    pages = Page.objects.filter(remplacee_le=None).order_by("numero")
    return pages.annotate(image=Subquery(lues.values("cle")[:1]))


def obstacle_copie_blanche(copie: Copie) -> str | None:
    """NUM-03: why the copy cannot be declared blank, or None."""
    if copie.blanche:
        return "Cette copie est déjà déclarée blanche."
    if not copie.pages.filter(remplacee_le=None).exists():
        return "Cette copie n’a aucune page numérisée."
    return None


def obstacle_levee_blanche(copie: Copie) -> str | None:
    """NUM-03: why the copy cannot cease to be declared blank, or None."""
    return None if copie.blanche else "Cette copie n’est pas déclarée blanche."


def blanches_declarees(epreuve: Epreuve) -> QuerySet[Copie]:
    """NUM-03: the copies that a person declared blank, with their pages."""
    declarees = Copie.objects.filter(composition__epreuve=epreuve, blanche=True)
    return _a_regarder(declarees)


def _a_regarder(copies: QuerySet[Copie]) -> QuerySet[Copie]:
    """In order, with their candidates and the images of their pages."""
    return (
        copies.select_related("composition__candidat")
        .prefetch_related(Prefetch("pages", queryset=_pages_lues(), to_attr="pages_a_regarder"))
        .order_by("pk")
    )


def _numeros(lignes: QuerySet[Page] | QuerySet[PageNonRendue]) -> dict[int, set[int]]:
    numeros: dict[int, set[int]] = {}
    for copie, numero in lignes.order_by().values_list("copie", "numero"):
        numeros.setdefault(copie, set()).add(numero)
    return numeros
