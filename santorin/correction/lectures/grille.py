"""The grid of a lot: one line per copy, one column per question (COR-01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from santorin.copies.models import Correction, Lot, NoteQuestion, Question
from santorin.correction.lectures.lots import copies_du_lot
from santorin.referentiel.valeur import Valeur


@dataclass(frozen=True, slots=True)
class Case:
    """A cell: its field, what is recorded, what the person typed (kept when it is refused), and what is wrong with it."""

    nom: str
    libelle: str
    question: Question
    vue: Decimal | None
    saisie: str
    erreur: str = ""

    @property
    def vue_ecrite(self) -> str:
        """What is recorded, as the page sends it back."""
        return ecrire(self.vue)


@dataclass(frozen=True, slots=True)
class LigneGrille:
    """A copy and its cells."""

    correction: Correction
    rang: int
    cases: Sequence[Case]


def grille(
    lot: Lot, *, saisies: Mapping[str, str] | None = None, erreurs: Mapping[str, str] | None = None
) -> tuple[list[Question], list[LigneGrille]]:
    """COR-01: the questions and the lines of a lot's grid; what was typed stays where it was refused."""
    questions = list(lot.sujet.questions.order_by("ordre"))
    notes = {
        (correction, question): points
        for correction, question, points in NoteQuestion.objects.filter(correction__lot=lot).values_list(
            "correction", "question", "points"
        )
    }
    lignes = []
    for ligne in copies_du_lot(lot):
        cases = []
        for question in questions:
            vue = notes.get((ligne.correction.pk, question.pk))
            nom = nom_de_case(ligne.correction, question)
            libelle = f"{ligne.correction.nom_anonyme}, question {question.numero}, sur {Valeur(nombre=question.points)}"
            saisie = (saisies or {}).get(nom, ecrire(vue))
            cases.append(Case(nom, libelle, question, vue, saisie, (erreurs or {}).get(nom, "")))
        lignes.append(LigneGrille(ligne.correction, ligne.rang, cases))
    return questions, lignes


def nom_de_case(correction: Correction, question: Question) -> str:
    """The name of a cell's field: random key of the marking, place of the question."""
    return f"{correction.cle.hex}-{question.ordre}"


def ecrire(points: Decimal | None) -> str:
    """« 7,25 », or nothing."""
    return "" if points is None else str(Valeur(nombre=points))
