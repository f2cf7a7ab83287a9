"""What the database itself guarantees: a result is proclaimed once; a correction is another version (RES-06)."""

from django.db import migrations

POSER = """
CREATE FUNCTION resultats_ecrit_une_fois() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% ne se modifie pas', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER resultats_resultat_inviolable BEFORE UPDATE OR DELETE ON resultats_resultatproclame
    FOR EACH ROW EXECUTE FUNCTION resultats_ecrit_une_fois();
CREATE TRIGGER resultats_releve_inviolable BEFORE UPDATE OR DELETE ON resultats_releve
    FOR EACH ROW EXECUTE FUNCTION resultats_ecrit_une_fois();
"""
RETIRER = """
DROP TRIGGER resultats_releve_inviolable ON resultats_releve;
DROP TRIGGER resultats_resultat_inviolable ON resultats_resultatproclame;
DROP FUNCTION resultats_ecrit_une_fois();
"""


class Migration(migrations.Migration):
    """Triggers on what is written once."""

    dependencies = (("resultats", "0001_initiale"),)
    operations = (migrations.RunSQL(POSER, RETIRER),)
