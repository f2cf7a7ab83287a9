"""Pupils of a school, as its own base told them: what candidatures are made from (PRE-04)."""

from typing import Self

from django.db import models

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur


class SourceEleve(models.TextChoices):
    """Which file told it."""

    BEE = "BEE", "Base élèves (BEE)"
    HORS_BEE = "HORS_BEE", "Fichier hors BEE"


class EleveQuerySet(models.QuerySet["Eleve"]):
    """Pupils."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the schools where one of the habilitations holds one of `droits`."""
        uais = [h.etablissement.uai for h in utilisateur.habilitations_de(*droits) if h.etablissement]
        return self.filter(uai__in=uais)


class Eleve(models.Model):
    """One pupil of one school in its last import. The key is the INE: homonyms exist."""

    uai = models.CharField("code UAI", max_length=8)
    ine = models.CharField("INE", max_length=11)
    nom = models.CharField("nom de famille", max_length=80)
    nom_usage = models.CharField("nom d'usage", max_length=80, blank=True)
    prenoms = models.CharField("prénoms", max_length=120)
    date_naissance = models.DateField("date de naissance")
    division = models.CharField("division de classe", max_length=20, blank=True)
    formation = models.CharField("code de formation (MEF)", max_length=20, blank=True)
    source = models.CharField(max_length=8, choices=SourceEleve)
    importe_le = models.DateTimeField("importé le")

    objects = EleveQuerySet.as_manager()

    class Meta:
        verbose_name = "élève"
        ordering = ("division", "nom", "prenoms", "ine")
        constraints = (models.UniqueConstraint(fields=("uai", "ine"), name="cyclades_eleve_unique"),)

    def __str__(self) -> str:
        return f"{self.nom} {self.prenoms}"
