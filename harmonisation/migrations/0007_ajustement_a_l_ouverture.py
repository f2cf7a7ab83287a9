"""What rules had added to a mark when a coordinateur opened its copy, for the copies opened before it was kept (HAR-13)."""

from django.db import migrations

RETROUVER = """
UPDATE santorin_intervention intervention SET ajustement_avant = regles.somme
FROM (
    SELECT intervention.id, sum(ligne.note_apres - ligne.note_avant) AS somme
    FROM santorin_intervention intervention
    JOIN santorin_correction correction ON correction.id = intervention.correction_id
    JOIN harmonisation_lignederegle ligne ON ligne.copie_id = correction.copie_id
    JOIN harmonisation_regledemasse regle ON regle.id = ligne.regle_id AND regle.le < intervention.le
    WHERE ligne.annulee_le IS NULL OR ligne.annulee_le > intervention.le
    GROUP BY intervention.id
) AS regles
WHERE regles.id = intervention.id
"""


class Migration(migrations.Migration):
    """The column is there from the core's own migration."""

    dependencies = (
        ("harmonisation", "0006_un_index_par_ordre"),
        ("santorin", "0016_ajustement_a_l_ouverture"),
    )
    operations = (migrations.RunSQL(RETROUVER, migrations.RunSQL.noop),)
