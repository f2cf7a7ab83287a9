"""What is shown of copies: annotations as their log leaves them (COR-01)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from santorin.copies.models import Annotation, Correction, Operation, Page


@dataclass(frozen=True, slots=True)
class AnnotationPosee:
    """An annotation that is on a page now; `contenu` is as santorin.editions.copie.annotations describes."""

    cle: UUID
    contenu: dict[str, Any]


def annotations_courantes(correction: Correction, page: Page) -> list[AnnotationPosee]:
    """COR-01: what this marking shows on this page, in the order it was put there."""
    return annotations_par_page(correction, pages=[page]).get(page.pk, [])


def annotations_par_page(
    correction: Correction, *, pages: Iterable[Page] | None = None
) -> dict[int, list[AnnotationPosee]]:
    """COR-01: what this marking shows on each page (by primary key), in one query."""
    changements = Annotation.objects.filter(correction=correction).order_by("id")
    if pages is not None:
        changements = changements.filter(page__in=[page.pk for page in pages])
    par_page: dict[int, dict[UUID, AnnotationPosee]] = {}
    for changement in changements:
        appliquer(par_page.setdefault(changement.page_id, {}), changement)
    return {page: list(posees.values()) for page, posees in par_page.items()}


def appliquer(posees: dict[UUID, AnnotationPosee], changement: Annotation) -> None:
    """One step of the fold: putting an annotation again changes it where it is; removing twice does no harm."""
    if changement.operation == Operation.RETIRER:
        posees.pop(changement.cle, None)
    else:
        posees[changement.cle] = AnnotationPosee(changement.cle, changement.contenu or {})
