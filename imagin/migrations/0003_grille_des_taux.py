"""The published grid of rates. Which rate each examen gives is entered by the administrator (IMA-02)."""

from datetime import date
from decimal import Decimal

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GRILLE = {1: "0.75", 2: "1.10", 3: "1.73", 4: "2.47", 5: "5.00"}
DEPUIS = date(2012, 4, 13)
REFERENCE = "Arrêté du 13 avril 2012, article 2"


def remplir(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    taux = apps.get_model("imagin", "Taux")
    taux.objects.bulk_create(
        taux(numero=numero, montant=Decimal(montant), du=DEPUIS, reference=REFERENCE)
        for numero, montant in GRILLE.items()
    )


def vider(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("imagin", "Taux").objects.filter(reference=REFERENCE).delete()


class Migration(migrations.Migration):
    dependencies = (("imagin", "0002_garanties"),)
    operations = (migrations.RunPython(remplir, vider),)
