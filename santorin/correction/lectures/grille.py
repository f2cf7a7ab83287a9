"""The grid of a lot: one line per copy, one column per question (COR-01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from santorin.copies.models import Correction, Lot, NoteQuestion, PartieChoisie, Question
from santorin.copies.regles.bareme import alternatives
from santorin.correction.lectures.lots import copies_du_lot
from santorin.referentiel.valeur import Valeur

VUE = "vue-"
"""What the page showed in a cell comes back under the cell's name after this."""


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
class CaseDeChoix:
    """PRE-02: a cell where the alternative answered is chosen; numbers of parties, "" for none."""

    nom: str
    libelle: str
    choix: str
    possibles: Sequence[str]
    vue: str
    saisie: str
    erreur: str = ""


@dataclass(frozen=True, slots=True)
class LigneGrille:
    """A copy and its cells."""

    correction: Correction
    rang: int
    cases: Sequence[Case]
    choix: Sequence[CaseDeChoix] = ()


def grille(
    lot: Lot, *, saisies: Mapping[str, str] | None = None, erreurs: Mapping[str, str] | None = None
) -> tuple[list[Question], list[LigneGrille]]:
    """COR-01: the questions and the lines of a lot's grid; what was typed stays where it was refused.

    COR-06: a cell that the person did not touch shows what is recorded now, and is not sent back as it was; one that
    both changed says so.
    """
    questions = questions_du_lot(lot)
    choisies = _choisies(lot)
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
            saisie, ailleurs = _saisie(nom, ecrire(vue), saisies or {})
            erreur = (erreurs or {}).get(nom, ailleurs)
            cases.append(Case(nom, libelle, question, vue, saisie, erreur))
        faits = choisies.get(ligne.correction.pk, {})
        choix = _choix(ligne.correction, questions, faits, saisies or {})
        lignes.append(LigneGrille(ligne.correction, ligne.rang, cases, choix))
    return questions, lignes


def questions_du_lot(lot: Lot) -> list[Question]:
    """The barème of a lot, in its order."""
    return list(Question.objects.filter(sujet=lot.sujet_id).select_related("partie").order_by("ordre"))


def nom_de_case(correction: Correction, question: Question) -> str:
    """The name of a cell's field: random key of the marking, key of the question, which its place may not stand for."""
    return f"{correction.cle.hex}-{question.pk}"


def _choisies(lot: Lot) -> dict[int, dict[str, str]]:
    """The alternatives chosen, by marking and choix."""
    par_correction: dict[int, dict[str, str]] = {}
    lignes = PartieChoisie.objects.filter(correction__lot=lot)
    for correction, choix, numero in lignes.values_list("correction", "choix", "partie__numero"):
        par_correction.setdefault(correction, {})[choix] = numero
    return par_correction


def _choix(
    correction: Correction,
    questions: Sequence[Question],
    faits: Mapping[str, str],
    saisies: Mapping[str, str],
) -> list[CaseDeChoix]:
    cases = []
    for rang, (choix, parties) in enumerate(alternatives(questions).items(), start=1):
        nom, vue = f"{correction.cle.hex}-choix-{rang}", faits.get(choix, "")
        libelle = f"{correction.nom_anonyme}, sujet au choix {choix}"
        saisie, ailleurs = _saisie(nom, vue, saisies)
        cases.append(CaseDeChoix(nom, libelle, choix, tuple(parties), vue, saisie, ailleurs))
    return cases


def _saisie(nom: str, vue: str, saisies: Mapping[str, str]) -> tuple[str, str]:
    """What a cell shows, and what is to be said of it, when it holds `vue` now."""
    saisie, montree = saisies.get(nom), saisies.get(VUE + nom, "")
    if saisie is None or saisie.strip() == montree:
        return vue, ""
    if vue in {montree, saisie.strip()}:
        return saisie, ""
    return saisie, f"Enregistré ailleurs\u00a0: {vue or 'rien'}. Enregistrer mettra votre saisie à la place."


def ecrire(points: Decimal | None) -> str:
    """« 7,25 », or nothing."""
    return "" if points is None else str(Valeur(nombre=points))
