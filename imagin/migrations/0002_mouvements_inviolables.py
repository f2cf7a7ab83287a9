"""The mouvements refuse changes and deletions in the database itself (SEC-01)."""

from django.db import migrations

POSER = """
CREATE FUNCTION imagin_mouvement_inviolable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Un mouvement ne se modifie pas (mouvement %)', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER imagin_mouvement_inviolable BEFORE UPDATE OR DELETE ON imagin_mouvement
    FOR EACH ROW EXECUTE FUNCTION imagin_mouvement_inviolable();
"""
RETIRER = """
DROP TRIGGER imagin_mouvement_inviolable ON imagin_mouvement;
DROP FUNCTION imagin_mouvement_inviolable();
"""


class Migration(migrations.Migration):
    """A trigger on the table of mouvements."""

    dependencies = (("imagin", "0001_initiale"),)
    operations = (migrations.RunSQL(POSER, RETIRER),)
