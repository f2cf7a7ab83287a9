"""The candidates of an épreuve and their attendance (NUM-03)."""

from dataclasses import dataclass

from django.db.models import Count, Q

from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Epreuve
from santorin.copies.models.candidat import CompositionQuerySet
from santorin.pages import Page, page


@dataclass(frozen=True, slots=True)
class Criteres:
    """What is looked for: words of nom, prénom or numéro; an attendance; présumés fraudeurs alone."""

    q: str = ""
    emargement: str = ""
    fraude: bool = False


def candidats(
    epreuve: Epreuve, criteres: Criteres, *, avant: int | None = None, apres: int | None = None
) -> Page[Composition]:
    """NUM-03: a page of the candidates, before or after one of them (primary key), the first page otherwise."""
    tous = _chercher(Composition.objects.filter(epreuve=epreuve), criteres)
    reperes = {
        repere.pk: repere
        for repere in tous.select_related("candidat").filter(pk__in=[cle for cle in (avant, apres) if cle])
    }
    return page(
        _completer(tous),
        ("candidat__recherche", "pk"),
        avant=reperes.get(avant or 0),
        apres=reperes.get(apres or 0),
    )


def _chercher(compositions: CompositionQuerySet, criteres: Criteres) -> CompositionQuerySet:
    compositions = compositions.cherches(criteres.q)
    if criteres.emargement in Emargement.values:
        compositions = compositions.filter(emargement=criteres.emargement)
    return compositions.filter(fraude_presumee=True) if criteres.fraude else compositions


def _completer(compositions: CompositionQuerySet) -> CompositionQuerySet:
    return compositions.select_related("candidat__etablissement", "sujet").annotate(
        pages=Count("copie__pages", filter=Q(copie__pages__remplacee_le=None))
    )
