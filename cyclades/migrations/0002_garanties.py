"""What the database itself guarantees: the repeated columns stay equal, the history does not change (CYC-01)."""

from django.db import migrations

POSER = """
ALTER TABLE cyclades_inscription ADD CONSTRAINT cyclades_inscription_de_la_candidature
    FOREIGN KEY (candidature_id, academie_id) REFERENCES cyclades_candidature (id, academie_id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE cyclades_note ADD CONSTRAINT cyclades_note_de_l_inscription
    FOREIGN KEY (epreuve_id, inscription_id) REFERENCES cyclades_inscription (epreuve_id, id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION cyclades_ecrit_une_fois() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% ne se modifie pas', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER cyclades_note_anterieure_inviolable BEFORE UPDATE OR DELETE ON cyclades_noteanterieure
    FOR EACH ROW EXECUTE FUNCTION cyclades_ecrit_une_fois();
CREATE TRIGGER cyclades_envoi_recu_inviolable BEFORE UPDATE OR DELETE ON cyclades_envoirecu
    FOR EACH ROW EXECUTE FUNCTION cyclades_ecrit_une_fois();
"""
RETIRER = """
DROP TRIGGER cyclades_envoi_recu_inviolable ON cyclades_envoirecu;
DROP TRIGGER cyclades_note_anterieure_inviolable ON cyclades_noteanterieure;
DROP FUNCTION cyclades_ecrit_une_fois();
ALTER TABLE cyclades_note DROP CONSTRAINT cyclades_note_de_l_inscription;
ALTER TABLE cyclades_inscription DROP CONSTRAINT cyclades_inscription_de_la_candidature;
"""


class Migration(migrations.Migration):
    """Composite foreign keys, and triggers on what is written once."""

    dependencies = (("cyclades", "0001_initiale"),)
    operations = (migrations.RunSQL(POSER, RETIRER),)
