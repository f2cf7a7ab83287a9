"""The mark of a copy: what its PDF is made from, digested by the database without being read out (EDI-03, PAR-02)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import connection

from santorin.editions.copie.fraicheur import VERSION


@dataclass(frozen=True, slots=True)
class Marque:
    """`valeur` changes whenever the PDF could; `pages` counts the copy's scanned pages."""

    valeur: str
    pages: int


# Annotations are a log that only grows: its last line stands for all of them. A barème is digested once for all copies.
_MARQUES: Final = r"""
WITH bareme AS MATERIALIZED (
    SELECT question.sujet_id, md5(string_agg(concat_ws(':', question::text, partie::text), E'\x1f'
        ORDER BY question.ordre)) AS somme
    FROM santorin_question question LEFT JOIN santorin_partie partie ON partie.id = question.partie_id
    WHERE question.sujet_id IN (
        SELECT lot.sujet_id FROM santorin_lot lot JOIN santorin_correction correction ON correction.lot_id = lot.id
        JOIN santorin_copie copie ON copie.id = correction.copie_id WHERE copie.composition_id = ANY(%(cles)s)
    )
    GROUP BY question.sujet_id
)
SELECT composition.id, pages.nombre, encode(sha256(convert_to(concat_ws(E'\x1e',
    %(version)s::text, epreuve.nature, epreuve.note_sur, epreuve.libelle, epreuve.code, session::text, examen::text,
    parametrage.export_annotations, parametrage.export_detail_notes, parametrage.export_appreciation,
    parametrage.affichage_note, parametrage.bareme_anonyme,
    candidat.numero, candidat.nom, candidat.prenoms, candidat.division, etablissement::text,
    coalesce(note.valeur::text, note.code), coalesce(pages.liste, ''), coalesce(corrections.liste, '')
), 'UTF8')), 'hex')
FROM santorin_composition composition
JOIN santorin_copie copie ON copie.composition_id = composition.id
JOIN santorin_note note ON note.composition_id = composition.id
JOIN santorin_candidat candidat ON candidat.id = composition.candidat_id
JOIN santorin_etablissement etablissement ON etablissement.id = candidat.etablissement_id
JOIN santorin_epreuve epreuve ON epreuve.id = composition.epreuve_id
JOIN santorin_parametrage parametrage ON parametrage.epreuve_id = epreuve.id
JOIN santorin_session session ON session.id = epreuve.session_id
JOIN santorin_examen examen ON examen.id = epreuve.examen_id
CROSS JOIN LATERAL (
    SELECT count(*) AS nombre,
        string_agg(concat_ws(':', page.numero, page.sha256, page.rotation), ',' ORDER BY page.numero) AS liste
    FROM santorin_page page WHERE page.copie_id = copie.id AND page.remplacee_le IS NULL
) pages
CROSS JOIN LATERAL (
    SELECT string_agg(concat_ws(E'\x1f', correction.id, correction.rang, correction.appreciation, bareme.somme,
        'N', (SELECT string_agg(concat_ws(':', points.question_id, points.points), ',' ORDER BY points.question_id)
         FROM santorin_notequestion points WHERE points.correction_id = correction.id),
        'C', (SELECT string_agg(choisie.partie_id::text, ',' ORDER BY choisie.partie_id)
         FROM santorin_partiechoisie choisie WHERE choisie.correction_id = correction.id),
        'A', (SELECT max(annotation.id) FROM santorin_annotation annotation
         WHERE annotation.correction_id = correction.id)
    ), E'\x1d' ORDER BY correction.rang) AS liste
    FROM santorin_correction correction
    JOIN santorin_lot lot ON lot.id = correction.lot_id
    LEFT JOIN bareme ON bareme.sujet_id = lot.sujet_id
    WHERE correction.copie_id = copie.id
) corrections
WHERE composition.id = ANY(%(cles)s)
"""


def marques(cles: Collection[int]) -> dict[int, Marque]:
    """The marks of these sittings (by primary key), in one query; a sitting without a copy or a mark has none."""
    with connection.cursor() as curseur:
        curseur.execute(_MARQUES, {"cles": list(cles), "version": str(VERSION)})
        return {cle: Marque(valeur, pages) for cle, pages, valeur in curseur.fetchall()}
