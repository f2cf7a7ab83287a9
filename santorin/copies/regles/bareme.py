"""What counts in the total of a marking: questions, coefficients, alternatives « à choix » (PRE-02, COR-03)."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from santorin.copies.models import NoteQuestion, Partie, PartieChoisie, Question

UN = Decimal(1)


def compte(question: Question, choisies: Collection[str]) -> bool:
    """PRE-02: whether the question counts, when these parties (by number) were chosen; read with its partie."""
    return question.partie is None or not question.partie.choix or question.partie.numero in choisies


def alternatives(questions: Iterable[Question]) -> dict[str, dict[str, Partie]]:
    """PRE-02: the parties to choose from, by number, under the name of their choix."""
    parties: dict[str, dict[str, Partie]] = {}
    for question in questions:
        if question.partie is not None and question.partie.choix:
            parties.setdefault(question.partie.choix, {})[question.partie.numero] = question.partie
    return parties


def est_notee(questions: Collection[Question], choix: Mapping[str, str], notees: Collection[str]) -> bool:
    """COR-03: whether every choix is made and every question that counts is marked (questions by number)."""
    if not alternatives(questions).keys() <= choix.keys():
        return False
    return all(q.numero in notees for q in questions if compte(q, choix.values()))


def empreinte_du_bareme(questions: Iterable[Question]) -> str:
    """PRE-02: what tells a barème (questions in order, read with their parties) from another that marks differently."""
    lignes = [(q.numero, str(q.points), q.partie and (q.partie.numero, q.partie.choix)) for q in questions]
    return hashlib.sha256(repr(lignes).encode()).hexdigest()[:16]


def obstacle_affichage(questions: Iterable[Question], affiche: str | None) -> str | None:
    """COR-06: why marks given under the barème of that digest (None: not known) are not those of this one, or None."""
    if affiche in {None, empreinte_du_bareme(questions)}:
        return None
    return (
        "Le barème a changé depuis l’affichage de la grille\u00a0: la voici avec le nouveau. "
        "Vérifiez chaque note, puis enregistrez de nouveau."
    )


def questions_comptees() -> QuerySet[Question]:
    """PRE-02: inside a query on markings, the questions that count in the outer one."""
    choisie = PartieChoisie.objects.filter(correction=OuterRef(OuterRef("pk")), partie=OuterRef("partie"))
    return Question.objects.filter(sujet=OuterRef("lot__sujet")).filter(_toujours("") | Q(Exists(choisie)))


def incomplete() -> Q:
    """COR-03: inside a query on markings, whether the outer one lacks a mark that counts, or a choix."""
    notee = NoteQuestion.objects.filter(question=OuterRef("pk"), correction=OuterRef(OuterRef("pk")))
    fait = PartieChoisie.objects.filter(correction=OuterRef(OuterRef("pk")), choix=OuterRef("choix"))
    a_choisir = Partie.objects.filter(sujet=OuterRef("lot__sujet")).exclude(choix="").exclude(Exists(fait))
    return Exists(questions_comptees().exclude(Exists(notee))) | Exists(a_choisir)


def obtenus() -> Subquery:
    """PRE-02: inside a query on markings, the points of the outer one, weighted; None when there is none."""
    notes = NoteQuestion.objects.filter(points_comptes(), correction=OuterRef("pk"))
    return _somme(notes.order_by().values("correction"), "question__")


def points_comptes() -> Q:
    """PRE-02: inside a query on the points of questions, those that count: no alternative that was not chosen."""
    choisie = PartieChoisie.objects.filter(
        correction=OuterRef("correction"), partie=OuterRef("question__partie")
    )
    return _toujours("question__") | Q(Exists(choisie))


def total() -> Subquery:
    """PRE-02: inside a query on markings, the weighted total of the questions that count in the outer one."""
    return _somme(questions_comptees().order_by().values("sujet"), "")


def _toujours(prefixe: str) -> Q:
    """The questions that belong to no alternative."""
    return Q(**{f"{prefixe}partie": None}) | Q(**{f"{prefixe}partie__choix": ""})


def _somme(lignes: QuerySet[Any, Any], prefixe: str) -> Subquery:
    poids_sql = F(f"{prefixe}coefficient") * Coalesce(F(f"{prefixe}partie__coefficient"), UN)
    produit = ExpressionWrapper(F("points") * poids_sql, DecimalField())
    return Subquery(lignes.annotate(somme=Sum(produit)).values("somme"), output_field=DecimalField())
