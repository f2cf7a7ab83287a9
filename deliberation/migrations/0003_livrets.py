"""Figures of the livret scolaire, given by the centre (DEL-06)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("deliberation", "0002_garanties"),
    ]

    operations = [
        migrations.CreateModel(
            name="LigneDeLivret",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordre", models.PositiveSmallIntegerField()),
                ("discipline", models.CharField(max_length=80)),
                ("moyenne", models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name="moyenne annuelle")),
                ("moyenne_classe", models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name="moyenne de la classe")),
                ("appreciation", models.CharField(blank=True, max_length=500, verbose_name="appréciation")),
                ("dossier", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="livret", to="deliberation.dossier")),
            ],
            options={
                "verbose_name": "ligne de livret scolaire",
                "verbose_name_plural": "lignes de livrets scolaires",
                "ordering": ("dossier", "ordre"),
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "discipline"), name="deliberation_livret_unique"),
                    models.CheckConstraint(condition=models.Q(("moyenne", None), models.Q(("moyenne__gte", 0), ("moyenne__lte", 20)), _connector="OR"), name="deliberation_livret_sur_20"),
                    models.CheckConstraint(condition=models.Q(("moyenne_classe", None), models.Q(("moyenne_classe__gte", 0), ("moyenne_classe__lte", 20)), _connector="OR"), name="deliberation_livret_classe_sur_20"),
                ],
            },
        ),
    ]
