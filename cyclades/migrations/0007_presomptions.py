from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("cyclades", "0006_origines"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="candidature",
            index=models.Index(
                fields=["numero", "inscription"],
                condition=Q(fraude_presumee=True),
                name="cyclades_candidature_fraudes",
            ),
        ),
        migrations.AddField(
            model_name="candidature",
            name="fraude_inscrite",
            field=models.BooleanField(db_default=False, verbose_name="présomption dite par l'inscription"),
        ),
        migrations.AddField(
            model_name="candidature",
            name="fraude_annoncee",
            field=models.BooleanField(db_default=False, verbose_name="présomption annoncée par Santorin"),
        ),
        migrations.RunSQL(
            "UPDATE cyclades_candidature SET fraude_inscrite = true WHERE fraude_presumee",
            migrations.RunSQL.noop,
            elidable=True,
        ),
    ]
