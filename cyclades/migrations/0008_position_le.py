"""Since when a candidate stands as it does towards an épreuve: a jury that decided before is told (DEL-06, DEL-14)."""

from django.db import migrations, models
from django.db.models.functions import Now

POSER = """
CREATE FUNCTION cyclades_dater_position() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.position_le := now();
    RETURN NEW;
END $$;
CREATE TRIGGER cyclades_position_datee BEFORE UPDATE ON cyclades_inscription
    FOR EACH ROW WHEN (OLD.position IS DISTINCT FROM NEW.position) EXECUTE FUNCTION cyclades_dater_position();
"""
RETIRER = """
DROP TRIGGER cyclades_position_datee ON cyclades_inscription;
DROP FUNCTION cyclades_dater_position();
"""


class Migration(migrations.Migration):
    """The moment, and the trigger that keeps it."""

    dependencies = (("cyclades", "0007_presomptions"),)
    operations = (
        migrations.AddField(
            model_name="inscription",
            name="position_le",
            field=models.DateTimeField(
                db_default=Now(), editable=False, verbose_name="dans cette position depuis"
            ),
        ),
        migrations.RunSQL(POSER, RETIRER),
    )
