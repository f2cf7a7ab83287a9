"""What the database itself guarantees: the history and the answers do not change (IMA-01, SEC-01)."""

from django.db import migrations

POSER = """
CREATE FUNCTION imagin_ecrit_une_fois() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% ne se modifie pas', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER imagin_mouvement_inviolable BEFORE UPDATE OR DELETE ON imagin_mouvement
    FOR EACH ROW EXECUTE FUNCTION imagin_ecrit_une_fois();
CREATE TRIGGER imagin_envoi_recu_inviolable BEFORE UPDATE OR DELETE ON imagin_envoirecu
    FOR EACH ROW EXECUTE FUNCTION imagin_ecrit_une_fois();
"""
RETIRER = """
DROP TRIGGER imagin_envoi_recu_inviolable ON imagin_envoirecu;
DROP TRIGGER imagin_mouvement_inviolable ON imagin_mouvement;
DROP FUNCTION imagin_ecrit_une_fois();
"""


class Migration(migrations.Migration):
    """Triggers on what is written once."""

    dependencies = (("imagin", "0001_initiale"),)
    operations = (migrations.RunSQL(POSER, RETIRER),)
