"""What the database itself refuses: an E3C whose copies' PDFs would leave something out (PAR-03)."""

from django.db import migrations

POSER = """
CREATE FUNCTION santorin_parametrage_e3c_fige() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM santorin_epreuve WHERE id = NEW.epreuve_id AND nature = 'e3c') THEN
        RAISE EXCEPTION 'Le paramétrage d''une épreuve E3C est figé (épreuve %)', NEW.epreuve_id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER santorin_parametrage_e3c_fige BEFORE INSERT OR UPDATE ON santorin_parametrage FOR EACH ROW WHEN (
    NOT (NEW.export_appreciation AND NEW.export_detail_notes AND NEW.export_annotations)
) EXECUTE FUNCTION santorin_parametrage_e3c_fige();
CREATE FUNCTION santorin_epreuve_devient_e3c() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE santorin_parametrage SET export_appreciation = TRUE, export_detail_notes = TRUE, export_annotations = TRUE
    WHERE epreuve_id = NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER santorin_epreuve_devient_e3c BEFORE UPDATE OF nature ON santorin_epreuve FOR EACH ROW WHEN (
    NEW.nature = 'e3c' AND OLD.nature <> 'e3c'
) EXECUTE FUNCTION santorin_epreuve_devient_e3c();
"""
RETIRER = """
DROP TRIGGER santorin_epreuve_devient_e3c ON santorin_epreuve;
DROP FUNCTION santorin_epreuve_devient_e3c();
DROP TRIGGER santorin_parametrage_e3c_fige ON santorin_parametrage;
DROP FUNCTION santorin_parametrage_e3c_fige();
"""


class Migration(migrations.Migration):
    """A trigger on the paramétrage."""

    dependencies = (("santorin", "0004_imports_de_candidats"),)
    operations = (migrations.RunSQL(POSER, RETIRER),)
