"""The épreuves that a coordinateur harmonises (HAR-01)."""

from django.db.models import QuerySet

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve, Nature


def epreuves_harmonisees(utilisateur: Utilisateur) -> QuerySet[Epreuve]:
    """HAR-01: the harmonised épreuves of a coordinateur."""
    siennes = Epreuve.objects.pour(utilisateur, Droit.HARMONISER).filter(nature=Nature.HARMONISEE)
    return siennes.select_related("session", "examen", "academie", "parametrage")
