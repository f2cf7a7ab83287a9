"""Which copies a rule is for, and what decides their new marks (HAR-13)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from harmonisation.models import Harmonisee, Portee, RegleDeMasse
from harmonisation.regles.masse import note_par_question, nouvelle_note
from santorin.copies.models import TypeLots

UNITAIRES: Final = (Harmonisee.UNITE, Harmonisee.LES_DEUX)
AJUSTEES: Final = (Harmonisee.REGLE, Harmonisee.LES_DEUX)

# What decides new marks has few distinct values, whatever the number of copies: the mark, and for a question the points
# and what a point is worth, at each marking of the copy; none where the candidate answered another alternative.
DES_NOTES = """
SELECT ligne.copie_id, ligne.note, NULL::numeric AS points, NULL::numeric AS poids, NULL::numeric AS points_bis,
       NULL::numeric AS poids_bis
FROM harmonisation_copieharmonisable ligne
"""
COMPTEE = """(coalesce(partie.choix, '') = '' OR EXISTS (
    SELECT 1 FROM santorin_partiechoisie choisie
    WHERE choisie.correction_id = {correction}.id AND choisie.partie_id = partie.id))"""
POIDS = """round(question.coefficient * coalesce(partie.coefficient, 1) * epreuve.note_sur / (
    SELECT sum(q.points * q.coefficient * coalesce(p.coefficient, 1))
    FROM santorin_question q LEFT JOIN santorin_partie p ON p.id = q.partie_id
    WHERE q.sujet_id = question.sujet_id AND (coalesce(p.choix, '') = '' OR EXISTS (
        SELECT 1 FROM santorin_partiechoisie choisie
        WHERE choisie.correction_id = {correction}.id AND choisie.partie_id = p.id))
), 6)"""
DES_QUESTIONS = """
SELECT ligne.copie_id, ligne.note,
       notee.points, CASE WHEN notee.points IS NOT NULL THEN {poids} END AS poids,
       bis.points AS points_bis,
       CASE WHEN bis.points IS NOT NULL THEN {poids_bis} END AS poids_bis
FROM harmonisation_copieharmonisable ligne
JOIN santorin_epreuve epreuve ON epreuve.id = ligne.epreuve_id
JOIN santorin_question question ON question.id = %(question)s
JOIN santorin_sujet sujet ON sujet.id = question.sujet_id AND sujet.code = ligne.sujet
LEFT JOIN santorin_partie partie ON partie.id = question.partie_id
JOIN santorin_correction correction ON correction.copie_id = ligne.copie_id AND correction.rang = 1
LEFT JOIN santorin_correction seconde ON seconde.copie_id = ligne.copie_id AND seconde.rang = 2 AND %(double)s
LEFT JOIN santorin_notequestion notee ON notee.correction_id = correction.id AND notee.question_id = question.id
    AND {comptee}
LEFT JOIN santorin_notequestion bis ON bis.correction_id = seconde.id AND bis.question_id = question.id
    AND {comptee_bis}
"""
DE_LA_PORTEE = """
WHERE ligne.epreuve_id = %(epreuve)s
  AND (%(sujet)s::varchar IS NULL OR ligne.sujet = %(sujet)s)
  AND (%(lot)s::integer IS NULL OR ligne.lot = %(lot)s)
  AND (%(correcteur)s::bigint IS NULL OR ligne.correcteur_id = %(correcteur)s
       OR ligne.second_correcteur_id = %(correcteur)s)
  AND ligne.harmonisee <> ALL(%(laissees)s)
"""
NOTEES = "  AND (notee.points IS NOT NULL OR bis.points IS NOT NULL)"
GROUPES = """
SELECT note, points, poids, points_bis, poids_bis, count(*)
FROM ({cibles}) cible GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""

Points = tuple[Decimal | None, Decimal | None]
Cle = tuple[Decimal, Decimal | None, Decimal | None, Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Groupe:
    """Copies that the rule treats alike: what decides (mark; points and weight at each marking), and how many."""

    cle: Cle
    apres: Decimal
    nombre: int

    @property
    def avant(self) -> Decimal:
        """Their mark now."""
        return self.cle[0]


def groupes(regle: RegleDeMasse) -> list[Groupe]:
    """HAR-13: the copies of the rule by what decides their new marks; one query."""
    ordre = GROUPES.format(cibles=cibles(regle))
    with connection.cursor() as curseur:
        curseur.execute(ordre, parametres(regle))
        return [
            Groupe(cle, _apres(regle, cle), nombre)
            for cle, nombre in ((ligne[:-1], ligne[-1]) for ligne in curseur.fetchall())
        ]


def cibles(regle: RegleDeMasse) -> str:
    """HAR-13: the statement that chooses the copies of a rule; its values are `parametres`."""
    if regle.portee == Portee.QUESTION:
        des_questions = DES_QUESTIONS.format(
            poids=POIDS.format(correction="correction"),
            poids_bis=POIDS.format(correction="seconde"),
            comptee=COMPTEE.format(correction="correction"),
            comptee_bis=COMPTEE.format(correction="seconde"),
        )
        return des_questions + DE_LA_PORTEE + NOTEES
    return DES_NOTES + DE_LA_PORTEE


def parametres(regle: RegleDeMasse) -> dict[str, Any]:
    """The values of `cibles`."""
    laissees = [] if regle.avec_unitaires else list(UNITAIRES)
    laissees += [] if regle.avec_ajustees else list(AJUSTEES)
    return {
        "epreuve": regle.epreuve_id,
        "sujet": regle.sujet.code if regle.sujet else None,
        "lot": regle.lot.numero if regle.lot else None,
        "correcteur": regle.correcteur_id,
        "question": regle.question_id,
        "double": _est_double(regle),
        "laissees": [int(etat) for etat in laissees],
    }


def _est_double(regle: RegleDeMasse) -> bool:
    return regle.epreuve.parametrage.type_lots == TypeLots.DOUBLE


def _apres(regle: RegleDeMasse, cle: Cle) -> Decimal:
    note, points, poids, points_bis, poids_bis = cle
    note_sur = Decimal(regle.epreuve.note_sur)
    if regle.question is None:
        return nouvelle_note(regle, note, sur=note_sur)
    corrections = [(points, poids), (points_bis, poids_bis)] if _est_double(regle) else [(points, poids)]
    return note_par_question(
        regle, note, corrections=corrections, sur=regle.question.points, note_sur=note_sur
    )
