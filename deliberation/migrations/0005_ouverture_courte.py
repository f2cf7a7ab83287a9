"""The emergency portal is open a day at most (DEL-04); openings of before stay as they were."""

from datetime import timedelta

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """The upper limit."""

    dependencies = (("deliberation", "0004_empreinte_decision"),)
    operations = (
        AddConstraintNotValid(
            model_name="ouvertureportail",
            constraint=models.CheckConstraint(
                condition=Q(jusqu_a__lte=F("ouverte_le") + timedelta(hours=24)),
                name="deliberation_ouverture_courte",
            ),
        ),
    )
