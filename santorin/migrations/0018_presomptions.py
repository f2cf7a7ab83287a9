from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("santorin", "0017_contenu_de_zip"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="composition",
            index=models.Index(
                fields=["candidat"], condition=Q(fraude_presumee=True), name="composition_fraudes"
            ),
        ),
    ]
