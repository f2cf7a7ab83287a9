import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("resultats", "0004_acces"),
        ("santorin", "0020_pdf_de_la_transmission"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContenuEdite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "resultats",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                (
                    "traitement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resultats_edites",
                        to="santorin.traitement",
                    ),
                ),
            ],
            options={
                "verbose_name": "contenu d'un document de résultats",
                "verbose_name_plural": "contenus des documents de résultats",
            },
        ),
    ]
