from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A centre finds the candidates who came from elsewhere (RES-03)."""

    dependencies = [("cyclades", "0004_resultats")]

    operations = [
        migrations.AddIndex(
            model_name="inscription",
            index=models.Index(
                fields=["centre", "candidature"],
                condition=~Q(("centre", "")),
                name="cyclades_inscription_centre",
            ),
        ),
    ]
