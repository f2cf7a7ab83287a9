"""Épreuves and their barèmes, as they are set up (PRE-02)."""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from santorin.copies.models import Epreuve, Sujet
from santorin.preparation.tableaux import cellules
from santorin.preparation.tableaux.lecteur import nettoyer
from santorin.referentiel.accords import compter
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus

QUESTIONS_AU_PLUS: Final = 200
POINTS_AU_PLUS: Final = Decimal(1000)
PAS_AU_PLUS: Final = Decimal(100)
_DESIGNATION: Final = re.compile(r"(\d{4}-\d{2})/(\w{1,5})/(\w{1,10})(?:/(\w{1,3}))?")
_COLONNES: Final = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class QuestionLue:
    """A line of a barème: number, words, points and step of the marks."""

    numero: str
    libelle: str
    points: Decimal
    pas: Decimal

    def en_ligne(self) -> str:
        """As it is typed: « 1;Calcul de la marge;4;0,5 »."""
        return f"{self.numero};{self.libelle};{Valeur(nombre=self.points)};{Valeur(nombre=self.pas)}"


def lire_bareme(texte: str) -> list[QuestionLue]:
    """PRE-02: one question per line, « numéro;libellé;points;pas » (the last may be left out: 0,25).

    Raises `ValueError` with one sentence per bad line.
    """
    questions: list[QuestionLue] = []
    fautes = []
    for rang, ligne in enumerate(texte.splitlines(), start=1):
        if not ligne.strip():
            continue
        try:
            questions.append(_lire_question(ligne, {question.numero for question in questions}))
        except ValueError as erreur:
            fautes.append(f"Ligne {rang}\u00a0: {erreur}.")
    if not questions and not fautes:
        fautes.append("Le barème est vide.")
    if len(questions) > QUESTIONS_AU_PLUS:
        fautes.append(f"Plus de {QUESTIONS_AU_PLUS} questions.")
    if fautes:
        raise ValueError("\n".join(fautes))
    return questions


def bareme_en_texte(sujet: Sujet) -> str:
    """The barème as it is typed."""
    return "\n".join(
        QuestionLue(q.numero, q.libelle, q.points, q.pas).en_ligne() for q in sujet.questions.all()
    )


def obstacle_bareme(lots: int) -> str | None:
    """PRE-02: why the barème of a sujet that has so many lots cannot be changed any more, or None."""
    return f"Des copies de ce sujet sont déjà réparties en {compter(lots, 'lot')}." if lots else None


def epreuve_designee(designation: str) -> Epreuve:
    """The épreuve named « 2027-06/BCP/E51 », or « 2027-06/BCP/E51/A14 » where several académies have it.

    Raises `Refus` when there is none, or more than one.
    """
    trouve = _DESIGNATION.fullmatch(designation)
    if not trouve:
        raise Refus(
            f"«\u00a0{designation}\u00a0»\u00a0: une épreuve se désigne par 2027-06/BCP/E51 ou 2027-06/BCP/E51/A14."
        )
    session, examen, code, academie = trouve.groups()
    epreuves = Epreuve.objects.filter(session__code=session, examen__code=examen, code=code)
    if academie:
        epreuves = epreuves.filter(academie__code=academie)
    trouvees = list(epreuves.select_related("session", "examen", "academie", "specialite", "parametrage")[:2])
    if not trouvees:
        raise Refus(f"Aucune épreuve {designation}.")
    if len(trouvees) > 1:
        raise Refus(f"Plusieurs académies ont l’épreuve {designation}\u00a0: ajoutez le code de l’académie.")
    return trouvees[0]


def _lire_question(ligne: str, deja: set[str]) -> QuestionLue:
    morceaux = [nettoyer(morceau) for morceau in next(csv.reader([ligne], delimiter=";"))]
    if len(morceaux) not in _COLONNES:
        raise ValueError("il faut «\u00a0numéro;libellé;points;pas\u00a0»")
    if len(morceaux) == _COLONNES[0]:
        morceaux.insert(1, "")
    numero, libelle = cellules.code(morceaux[0], au_plus=10), morceaux[1]
    if numero in deja:
        raise ValueError(f"la question {numero} est déjà dans le barème")
    if len(libelle) > 200:  # noqa: PLR2004
        raise ValueError("le libellé dépasse 200 caractères")
    points = cellules.points(morceaux[2])
    pas = cellules.points(morceaux[3]) if len(morceaux) > _COLONNES[1] else Decimal("0.25")
    if not points or points > POINTS_AU_PLUS:
        raise ValueError(f"les points vont de plus de 0 à {POINTS_AU_PLUS}")
    if not pas or pas >= PAS_AU_PLUS or points % pas or pas != pas.quantize(Decimal("0.01")):
        raise ValueError("le nombre de points est un multiple du pas, par exemple 4 points par pas de 0,5")
    return QuestionLue(numero, libelle, points, pas)
