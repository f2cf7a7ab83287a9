import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("santorin", "0006_correction"),
    ]

    operations = [
        migrations.CreateModel(
            name="PdfDeCopie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("marque", models.CharField(max_length=64)),
                ("empreinte", models.CharField(max_length=64)),
                ("nom", models.CharField(max_length=200, verbose_name="nom dans le stockage")),
                ("taille", models.PositiveBigIntegerField(verbose_name="taille en octets")),
                ("sha256", models.CharField(max_length=64)),
                ("crc32", models.PositiveBigIntegerField()),
                ("fait_le", models.DateTimeField(verbose_name="fait le")),
                ("copie", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="pdf", to="santorin.copie")),
            ],
            options={
                "verbose_name": "PDF de copie",
                "verbose_name_plural": "PDF de copies",
                "constraints": [models.CheckConstraint(condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="pdf_de_copie_sha256")],
            },
        ),
        migrations.CreateModel(
            name="ContenuDeZip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("compositions", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("traitement", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="contenu_de_zip", to="santorin.traitement")),
            ],
            options={
                "verbose_name": "contenu de ZIP",
                "verbose_name_plural": "contenus de ZIP",
            },
        ),
    ]
