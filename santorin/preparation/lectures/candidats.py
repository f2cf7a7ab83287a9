"""The candidates of an épreuve and their attendance (NUM-03)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Epreuve
from santorin.copies.models.candidat import CompositionQuerySet

PAR_PAGE = 50


@dataclass(frozen=True, slots=True)
class Criteres:
    """What is looked for: words of nom, prénom or numéro; an attendance; présumés fraudeurs alone."""

    q: str = ""
    emargement: str = ""
    fraude: bool = False


@dataclass(frozen=True, slots=True)
class PageCandidats:
    """Some of the candidates, in alphabetical order, and the keys of the pages around."""

    lignes: Sequence[Composition]
    precedent: int | None
    suivant: int | None


def candidats(
    epreuve: Epreuve, criteres: Criteres, *, avant: int | None = None, apres: int | None = None
) -> PageCandidats:
    """NUM-03: a page of the candidates, before or after one of them (primary key), the first page otherwise."""
    tous = _chercher(Composition.objects.filter(epreuve=epreuve), criteres)
    cle = avant or apres
    repere = tous.select_related("candidat").filter(pk=cle).first() if cle else None
    if repere is None:
        lus = list(_completer(tous).order_by("candidat__recherche", "pk")[: PAR_PAGE + 1])
        return _page(lus[:PAR_PAGE], precede=False, suivie=len(lus) > PAR_PAGE)
    nom = repere.candidat.recherche
    if avant:
        devant = Q(candidat__recherche__lt=nom) | Q(candidat__recherche=nom, pk__lt=repere.pk)
        lus = list(_completer(tous.filter(devant)).order_by("-candidat__recherche", "-pk")[: PAR_PAGE + 1])
        return _page(lus[:PAR_PAGE][::-1], precede=len(lus) > PAR_PAGE, suivie=True)
    derriere = Q(candidat__recherche__gt=nom) | Q(candidat__recherche=nom, pk__gt=repere.pk)
    lus = list(_completer(tous.filter(derriere)).order_by("candidat__recherche", "pk")[: PAR_PAGE + 1])
    return _page(lus[:PAR_PAGE], precede=True, suivie=len(lus) > PAR_PAGE)


def _chercher(compositions: CompositionQuerySet, criteres: Criteres) -> CompositionQuerySet:
    compositions = compositions.cherches(criteres.q)
    if criteres.emargement in Emargement.values:
        compositions = compositions.filter(emargement=criteres.emargement)
    return compositions.filter(fraude_presumee=True) if criteres.fraude else compositions


def _completer(compositions: CompositionQuerySet) -> CompositionQuerySet:
    return compositions.select_related("candidat__etablissement").annotate(
        pages=Count("copie__pages", filter=Q(copie__pages__remplacee_le=None))
    )


def _page(lignes: Sequence[Composition], *, precede: bool, suivie: bool) -> PageCandidats:
    return PageCandidats(
        lignes,
        precedent=lignes[0].pk if lignes and precede else None,
        suivant=lignes[-1].pk if lignes and suivie else None,
    )
