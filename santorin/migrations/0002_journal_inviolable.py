"""The journal refuses changes and deletions in the database itself (SEC-01)."""

from django.db import migrations

POSER = """
CREATE FUNCTION santorin_journal_inviolable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Le journal ne se modifie pas (entrée %)', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER santorin_journal_inviolable BEFORE UPDATE OR DELETE ON santorin_entree
    FOR EACH ROW EXECUTE FUNCTION santorin_journal_inviolable();
"""
RETIRER = """
DROP TRIGGER santorin_journal_inviolable ON santorin_entree;
DROP FUNCTION santorin_journal_inviolable();
"""


class Migration(migrations.Migration):
    """A trigger on the table of entries."""

    dependencies = (("santorin", "0001_initiale"),)
    operations = (migrations.RunSQL(POSER, RETIRER),)
