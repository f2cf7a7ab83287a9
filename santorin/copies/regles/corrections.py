"""Marks given to the questions of a barème (COR-01, COR-03)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from santorin.copies.etats import EtatLot
from santorin.copies.models import Lot, Partie, Question
from santorin.copies.regles.bareme import alternatives
from santorin.referentiel.valeur import Valeur

APPRECIATION_AU_PLUS = 4000  # characters


def obstacle_notation(lot: Lot) -> str | None:
    """COR-03: why the copies of this lot cannot be marked, or None."""
    if lot.etat == EtatLot.VERROUILLE:
        return f"Le lot {lot.numero} est verrouillé\u00a0: ses notes ne peuvent plus être modifiées."
    if lot.etat == EtatLot.CONSTITUE:
        return f"Le lot {lot.numero} n’est pas encore distribué à un correcteur."
    return None


def anomalie_points(question: Question, points: Decimal) -> str | None:
    """Why `points` cannot be given to `question` (its maximum, its step), or None."""
    if not points.is_finite() or points < 0:
        return f"Question {question.numero}\u00a0: la note est un nombre positif ou nul."
    if points > question.points:
        return (
            f"Question {question.numero}\u00a0: {Valeur(nombre=points)} dépasse le maximum, "
            f"{Valeur(nombre=question.points)}."
        )
    if points % question.pas:
        return (
            f"Question {question.numero}\u00a0: {Valeur(nombre=points)} n’est pas un multiple de "
            f"{Valeur(nombre=question.pas)}."
        )
    return None


def anomalie_notation(
    bareme: Mapping[int, Question], points: Mapping[int, Decimal | None], appreciation: str | None
) -> str | None:
    """Why this marking is not one of this barème (questions by primary key), or None."""
    if appreciation is not None and len(appreciation) > APPRECIATION_AU_PLUS:
        return f"L’appréciation dépasse {APPRECIATION_AU_PLUS} caractères."
    for question_id, valeur in points.items():
        question = bareme.get(question_id)
        if question is None:
            return "Une question n’appartient pas au barème de ce lot."
        if valeur is not None and (anomalie := anomalie_points(question, valeur)):
            return anomalie
    return None


def anomalie_choix(bareme: Iterable[Question], choix: Mapping[str, Partie | None]) -> str | None:
    """PRE-02: why these alternatives (by choix) are not among those of this barème, read with its parties, or None."""
    possibles = alternatives(bareme)
    for nom, partie in choix.items():
        if partie is not None and partie not in possibles.get(nom, {}).values():
            return f"Le choix {nom} n’a pas de partie {partie.numero}."
        if nom not in possibles:
            return f"Le barème n’a pas de choix {nom}."
    return None
