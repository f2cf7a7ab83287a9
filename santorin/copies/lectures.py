"""What is shown of copies: annotations as their log leaves them, marks line by line (COR-01, PRE-02)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from santorin.copies.models import Annotation, Correction, Operation, Page, Partie, Question
from santorin.editions.copie import NoteQuestion
from santorin.referentiel.valeur import Valeur


@dataclass(frozen=True, slots=True)
class AnnotationPosee:
    """An annotation that is on a page now; `contenu` is as santorin.editions.copie.annotations describes."""

    cle: UUID
    contenu: dict[str, Any]


def annotations_courantes(correction: Correction, page: Page) -> list[AnnotationPosee]:
    """COR-01: what this marking shows on this page, in the order it was put there."""
    return annotations_par_page(correction, pages=[page]).get(page.pk, [])


def annotations_par_page(
    correction: Correction, *, pages: Iterable[Page] | None = None, jusqu_a: int | None = None
) -> dict[int, list[AnnotationPosee]]:
    """COR-01: what this marking shows on each page (by primary key), in one query.

    `jusqu_a`: what it showed after that entry of its log (HAR-05).
    """
    changements = Annotation.objects.filter(correction=correction).order_by("id")
    if jusqu_a is not None:
        changements = changements.filter(pk__lte=jusqu_a)
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


def detail_des_notes(
    questions: Iterable[Question],
    points: Mapping[int, Decimal],
    choisies: Collection[int],
    *,
    anonyme: bool,
    absente: str = "",
) -> tuple[NoteQuestion, ...]:
    """PRE-02, PAR-02: the marks line by line: each partie with its total before its questions.

    `questions` come in order with their parties; `points` by question and `choisies` (parties answered) by primary key.
    The alternatives that were not answered are left out; without any choice, all of them are shown.
    """
    lignes: list[NoteQuestion] = []
    lues = [q for q in questions if _est_montree(q, choisies)]
    for partie, siennes in groupby(lues, key=lambda q: q.partie):
        groupe = list(siennes)
        if partie is not None and [q.numero for q in groupe] != [partie.numero]:
            lignes.append(_ligne_de_partie(partie, groupe, points, anonyme=anonyme, absente=absente))
        lignes += [_ligne_de_question(q, points, anonyme=anonyme, absente=absente) for q in groupe]
    return tuple(lignes)


def _est_montree(question: Question, choisies: Collection[int]) -> bool:
    partie = question.partie
    return partie is None or not partie.choix or not choisies or partie.pk in choisies


def _ligne_de_partie(
    partie: Partie,
    questions: Sequence[Question],
    points: Mapping[int, Decimal],
    *,
    anonyme: bool,
    absente: str,
) -> NoteQuestion:
    """The total of a partie: its questions with their own coefficients, before its coefficient."""
    notees = [q for q in questions if q.pk in points]
    note = sum((points[q.pk] * q.coefficient for q in notees), Decimal(0))
    sur = sum((q.points * q.coefficient for q in questions), Decimal(0))
    libelle = _libelle("" if anonyme else partie.libelle, partie.coefficient, titre="Total de la partie")
    ecrite = str(Valeur(nombre=note)) if len(notees) == len(questions) else absente
    return NoteQuestion(partie.numero, libelle, ecrite, str(Valeur(nombre=sur)))


def _ligne_de_question(
    question: Question, points: Mapping[int, Decimal], *, anonyme: bool, absente: str
) -> NoteQuestion:
    coefficient = question.coefficient
    if question.partie is not None and question.partie.numero == question.numero:
        coefficient *= question.partie.coefficient
    note = points.get(question.pk)
    return NoteQuestion(
        numero=question.numero,
        libelle=_libelle("" if anonyme else question.libelle, coefficient),
        note=absente if note is None else str(Valeur(nombre=note)),
        points=str(Valeur(nombre=question.points)),
    )


def _libelle(libelle: str, coefficient: Decimal, *, titre: str = "") -> str:
    mention = f"coefficient {Valeur(nombre=coefficient)}" if coefficient != 1 else ""
    morceaux = [mot for mot in (titre, libelle) if mot]
    texte = "\u00a0: ".join(morceaux)
    return f"{texte} ({mention})".strip() if mention else texte
