from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("santorin", "0019_avis_survit_a_son_lot"),
    ]

    operations = [
        migrations.AddField(
            model_name="pdfdecopie",
            name="version",
            field=models.PositiveIntegerField(default=0, verbose_name="version de la note"),
        ),
    ]
