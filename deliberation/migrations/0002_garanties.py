"""What the database itself guarantees: changes in deliberation and results are written once (DEL-06, DEL-14)."""

from django.db import migrations

POSER = """
CREATE FUNCTION deliberation_ecrit_une_fois() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% ne se modifie pas', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER deliberation_modification_inviolable BEFORE UPDATE OR DELETE ON deliberation_modification
    FOR EACH ROW EXECUTE FUNCTION deliberation_ecrit_une_fois();
CREATE TRIGGER deliberation_resultat_inviolable BEFORE UPDATE OR DELETE ON deliberation_resultat
    FOR EACH ROW EXECUTE FUNCTION deliberation_ecrit_une_fois();
"""
RETIRER = """
DROP TRIGGER deliberation_resultat_inviolable ON deliberation_resultat;
DROP TRIGGER deliberation_modification_inviolable ON deliberation_modification;
DROP FUNCTION deliberation_ecrit_une_fois();
"""


class Migration(migrations.Migration):
    """Triggers on what is written once."""

    dependencies = (("deliberation", "0001_initiale"),)
    operations = (migrations.RunSQL(POSER, RETIRER),)
