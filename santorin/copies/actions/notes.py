"""The mark of a candidate, settled from facts: attendance, and the locked lots (COR-03, CLO-09, CLO-11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from santorin.comptes.models import Utilisateur
from santorin.referentiel.valeur import ABSENT

# One statement: what is due to each sitting (AB to an absent; otherwise the points of its locked marking, weighted,
# those of the alternatives not chosen left out, on the épreuve's scale, half a hundredth going up; of a double
# marking, both locked: the mean of two marks no further apart than tolerated, or what the concertation on these two
# marks ended with, COR-05; what rules add to it within the scale, HAR-13), then the rows that no longer have anything
# due are released, and the others written; the version grows with the value alone.
ARRETER = """
WITH corrigees AS (
    SELECT composition.id AS composition_id, composition.epreuve_id, copie.id AS copie_id, correction.rang,
           parametrage.type_lots = 'double' AS double, parametrage.ecart_tolere,
           round(sum(points.points * question.coefficient * coalesce(partie.coefficient, 1)) * epreuve.note_sur
                 / sum(question.points * question.coefficient * coalesce(partie.coefficient, 1)), 2) AS valeur
    FROM santorin_composition composition
    JOIN santorin_epreuve epreuve ON epreuve.id = composition.epreuve_id
    JOIN santorin_parametrage parametrage ON parametrage.epreuve_id = epreuve.id
    JOIN santorin_copie copie ON copie.composition_id = composition.id
    JOIN santorin_correction correction ON correction.copie_id = copie.id
    JOIN santorin_lot lot ON lot.id = correction.lot_id AND lot.etat = 'verrouille'
    JOIN santorin_question question ON question.sujet_id = lot.sujet_id
    LEFT JOIN santorin_partie partie ON partie.id = question.partie_id
    LEFT JOIN santorin_notequestion points
        ON points.correction_id = correction.id AND points.question_id = question.id
    WHERE composition.id = ANY(%(compositions)s) AND composition.emargement <> 'absent'
      AND (coalesce(partie.choix, '') = '' OR EXISTS (
          SELECT 1 FROM santorin_partiechoisie choisie
          WHERE choisie.correction_id = correction.id AND choisie.partie_id = partie.id))
    GROUP BY composition.id, composition.epreuve_id, copie.id, epreuve.note_sur, parametrage.type_lots,
             parametrage.ecart_tolere, correction.id, correction.rang
    HAVING count(points.points) > 0
), reunies AS (
    SELECT composition_id, epreuve_id, copie_id, double, ecart_tolere,
           array_agg(valeur ORDER BY rang) AS valeurs, avg(valeur) AS moyenne, max(valeur) - min(valeur) AS ecart
    FROM corrigees
    GROUP BY composition_id, epreuve_id, copie_id, double, ecart_tolere
), dues AS (
    SELECT reunies.composition_id, reunies.epreuve_id,
           least(greatest(coalesce(concertation.valeur, round(reunies.moyenne, 2)) + coalesce(ajustement.valeur, 0),
                          0), epreuve.note_sur) AS valeur, NULL AS code
    FROM reunies
    JOIN santorin_epreuve epreuve ON epreuve.id = reunies.epreuve_id
    LEFT JOIN santorin_ajustement ajustement ON ajustement.copie_id = reunies.copie_id AND ajustement.ecarte_le IS NULL
    LEFT JOIN santorin_concertation concertation ON reunies.double AND concertation.copie_id = reunies.copie_id
        AND ARRAY[concertation.premiere, concertation.seconde] = reunies.valeurs
    WHERE cardinality(reunies.valeurs) = CASE WHEN reunies.double THEN 2 ELSE 1 END
      AND (concertation.valeur IS NOT NULL OR reunies.ecart <= reunies.ecart_tolere)
    UNION ALL
    SELECT id, epreuve_id, NULL, %(absent)s
    FROM santorin_composition
    WHERE id = ANY(%(compositions)s) AND emargement = 'absent'
), liberees AS (
    UPDATE santorin_note note SET arretee = FALSE
    WHERE note.composition_id = ANY(%(compositions)s) AND note.arretee
      AND note.composition_id NOT IN (SELECT composition_id FROM dues)
    RETURNING note.composition_id, note.valeur, note.code, note.version, note.arretee
), arretees AS (
    INSERT INTO santorin_note AS note (
        composition_id, epreuve_id, valeur, code, arretee, arretee_le, arretee_par_id, version, version_acquittee
    )
    SELECT composition_id, epreuve_id, valeur, code, TRUE, %(le)s, %(par)s, 1, 0 FROM dues
    ON CONFLICT (composition_id) DO UPDATE SET
        version = note.version + CASE
            WHEN (note.valeur, note.code) IS DISTINCT FROM (EXCLUDED.valeur, EXCLUDED.code) THEN 1 ELSE 0
        END,
        valeur = EXCLUDED.valeur,
        code = EXCLUDED.code,
        arretee = TRUE,
        arretee_le = EXCLUDED.arretee_le,
        arretee_par_id = EXCLUDED.arretee_par_id
    WHERE NOT note.arretee OR (note.valeur, note.code) IS DISTINCT FROM (EXCLUDED.valeur, EXCLUDED.code)
    RETURNING note.composition_id, note.valeur, note.code, note.version, note.arretee
)
SELECT * FROM liberees UNION ALL SELECT * FROM arretees ORDER BY composition_id
"""


@dataclass(frozen=True, slots=True)
class NoteArretee:
    """A mark that this act settled, changed, or released (`arretee` false)."""

    composition: int
    valeur: Decimal | None
    code: str | None
    version: int
    arretee: bool

    def pour_le_journal(self) -> dict[str, object]:
        """What the journal keeps of it."""
        donnee = self.code if self.valeur is None else str(self.valeur)
        return {
            "composition": self.composition,
            "note": donnee,
            "version": self.version,
            "arretee": self.arretee,
        }


@transaction.atomic
def arreter_notes(compositions: Iterable[int], *, par: Utilisateur, le: datetime) -> list[NoteArretee]:
    """Settle anew the marks of these sittings (primary keys), whose rows the caller has locked; return what changed.

    A row is never deleted and a version never goes back: what Cyclades received keeps its place (CLO-11).
    """
    parametres: dict[str, Any] = {
        "compositions": list(compositions),
        "absent": ABSENT,
        "par": par.pk,
        "le": le,
    }
    with connection.cursor() as curseur:
        curseur.execute(ARRETER, parametres)
        return [NoteArretee(*ligne) for ligne in curseur.fetchall()]
