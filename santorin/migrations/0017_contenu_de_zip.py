from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("santorin", "0016_ajustement_a_l_ouverture"),
    ]

    operations = [
        migrations.AddField(
            model_name="contenudezip",
            name="marques",
            field=ArrayField(base_field=models.CharField(max_length=64), default=list, size=None),
        ),
        migrations.AddField(
            model_name="contenudezip",
            name="manquantes",
            field=models.PositiveIntegerField(default=0, verbose_name="copies manquantes"),
        ),
    ]
