"""What the database itself refuses: a mark that changes without a new version, or goes back (CLO-11, CLO-15)."""

from django.db import migrations

POSER = """
CREATE FUNCTION santorin_note_ne_recule_pas() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'La note % change sans nouvelle version, ou recule', OLD.id USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER santorin_note_ne_recule_pas BEFORE UPDATE ON santorin_note FOR EACH ROW WHEN (
    NEW.version < OLD.version
    OR NEW.version_acquittee < OLD.version_acquittee
    OR (NEW.version = OLD.version AND (NEW.valeur IS DISTINCT FROM OLD.valeur OR NEW.code IS DISTINCT FROM OLD.code))
) EXECUTE FUNCTION santorin_note_ne_recule_pas();
-- Each row is written once and acknowledged once: room is kept beside it, so that no index moves the second time.
ALTER TABLE santorin_noteenvoyee SET (fillfactor = 50);
"""
RETIRER = """
ALTER TABLE santorin_noteenvoyee RESET (fillfactor);
DROP TRIGGER santorin_note_ne_recule_pas ON santorin_note;
DROP FUNCTION santorin_note_ne_recule_pas();
"""


class Migration(migrations.Migration):
    """A trigger on the marks, and room for the acknowledgements."""

    dependencies = (("santorin", "0002_journal_inviolable"),)
    operations = (migrations.RunSQL(POSER, RETIRER),)
