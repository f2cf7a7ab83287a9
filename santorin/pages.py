"""Pages by key, both ways: as fast on the last page as on the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)

PAR_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows of a list, and the cursors of the pages around: keys of rows, None when there is no such page."""

    lignes: Sequence[M]
    precedent: int | None
    suivant: int | None


def page(
    lignes: QuerySet[M],
    cle: Sequence[str],
    *,
    avant: M | None = None,
    apres: M | None = None,
    taille: int = PAR_PAGE,
) -> Page[M]:
    """The rows before or after one (the first ones without either), in the order of `cle`, whose last is unique."""
    if avant is not None:
        ordre = [f"-{champ}" for champ in cle]
        lues = list(lignes.filter(_au_dela(avant, cle, "lt")).order_by(*ordre)[: taille + 1])
        return _page(lues[:taille][::-1], precede=len(lues) > taille, suivie=True)
    if apres is not None:
        lignes = lignes.filter(_au_dela(apres, cle, "gt"))
    lues = list(lignes.order_by(*cle)[: taille + 1])
    return _page(lues[:taille], precede=apres is not None, suivie=len(lues) > taille)


def _au_dela(repere: M, cle: Sequence[str], sens: str) -> Q:
    """Strictly beyond a row; the first column is bounded alone too, so that its index is used."""
    valeurs = {champ: attrgetter(champ.replace("__", "."))(repere) for champ in cle}
    au_dela = Q()
    for rang, champ in enumerate(cle):
        egaux = {f"{precedent}": valeurs[precedent] for precedent in cle[:rang]}
        au_dela |= Q(**egaux, **{f"{champ}__{sens}": valeurs[champ]})
    return Q(**{f"{cle[0]}__{sens}e": valeurs[cle[0]]}) & au_dela


def _page(lignes: Sequence[M], *, precede: bool, suivie: bool) -> Page[M]:
    return Page(
        lignes,
        precedent=lignes[0].pk if lignes and precede else None,
        suivant=lignes[-1].pk if lignes and suivie else None,
    )
