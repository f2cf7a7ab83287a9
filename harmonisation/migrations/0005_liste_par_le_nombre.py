"""The list of copies is refreshed by the hundred thousand as it is by the unit (HAR-13).

The rows are taken first, so that what others were changing in them is seen; the source is then read once, planned for
as many sittings as there are, and only the rows that say otherwise are written.
"""

from django.db import migrations

ACTUALISER = """
CREATE OR REPLACE FUNCTION harmonisation_actualiser(compositions bigint[]) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    PERFORM 1 FROM harmonisation_copieharmonisable ligne
    JOIN santorin_copie copie ON copie.id = ligne.copie_id AND copie.composition_id = ANY(compositions)
    ORDER BY ligne.copie_id FOR UPDATE OF ligne;
    WITH vues AS MATERIALIZED (
        SELECT source.* FROM harmonisation_source source WHERE source.composition_id = ANY(compositions)
    ), otees AS (
        DELETE FROM harmonisation_copieharmonisable ligne
        USING santorin_copie copie
        WHERE copie.id = ligne.copie_id AND copie.composition_id = ANY(compositions)
          AND NOT EXISTS (SELECT 1 FROM vues WHERE vues.copie_id = ligne.copie_id)
    )
    INSERT INTO harmonisation_copieharmonisable AS ligne (
        copie_id, cle, epreuve_id, note, departement, etablissement, correcteur_id, correcteur_nom,
        second_correcteur_id, sujet, lot, signalee, harmonisee
    )
    SELECT vues.copie_id, vues.cle, vues.epreuve_id, vues.note, vues.departement, vues.etablissement,
           vues.correcteur_id, vues.correcteur_nom, vues.second_correcteur_id, vues.sujet, vues.lot, vues.signalee,
           vues.harmonisee
    FROM vues LEFT JOIN harmonisation_copieharmonisable connue ON connue.copie_id = vues.copie_id
    WHERE (connue.cle, connue.epreuve_id, connue.note, connue.departement, connue.etablissement,
           connue.correcteur_id, connue.correcteur_nom, connue.second_correcteur_id, connue.sujet, connue.lot,
           connue.signalee, connue.harmonisee)
          IS DISTINCT FROM
          (vues.cle, vues.epreuve_id, vues.note, vues.departement, vues.etablissement, vues.correcteur_id,
           vues.correcteur_nom, vues.second_correcteur_id, vues.sujet, vues.lot, vues.signalee, vues.harmonisee)
    ON CONFLICT (copie_id) DO UPDATE SET
        cle = EXCLUDED.cle, epreuve_id = EXCLUDED.epreuve_id, note = EXCLUDED.note,
        departement = EXCLUDED.departement, etablissement = EXCLUDED.etablissement,
        correcteur_id = EXCLUDED.correcteur_id, correcteur_nom = EXCLUDED.correcteur_nom,
        second_correcteur_id = EXCLUDED.second_correcteur_id, sujet = EXCLUDED.sujet, lot = EXCLUDED.lot,
        signalee = EXCLUDED.signalee, harmonisee = EXCLUDED.harmonisee;
END $$;
"""


class Migration(migrations.Migration):
    """The same function, written for many rows; either text serves, so nothing is undone."""

    dependencies = (("harmonisation", "0004_departement_et_etablissement"),)
    operations = (migrations.RunSQL(ACTUALISER, migrations.RunSQL.noop),)
