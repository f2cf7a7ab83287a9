"""Markers, as Imag'In knows them."""

from django.conf import settings
from django.db import models

from santorin.copies.models.epreuve import Epreuve
from santorin.referentiel.models import Etablissement


class Correcteur(models.Model):
    """A marker (intervenant), called to mark one or more épreuves."""

    numero = models.CharField("numéro d'intervenant", max_length=12, unique=True)
    nom = models.CharField(max_length=80)
    prenoms = models.CharField("prénoms", max_length=120)
    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="correcteur"
    )
    etablissement = models.ForeignKey(
        Etablissement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correcteurs",
        verbose_name="établissement de service",
    )
    divisions = models.JSONField("divisions de service", default=list, blank=True)
    epreuves = models.ManyToManyField(
        Epreuve, related_name="correcteurs", blank=True, verbose_name="épreuves"
    )

    class Meta:
        verbose_name = "correcteur"
        ordering = ("nom", "prenoms")

    def __str__(self) -> str:
        return f"{self.nom} {self.prenoms}"

    @property
    def sans_compte(self) -> bool:
        """DIS-01: whether nobody can log in as this marker, who would not see its lots; read with its account."""
        return self.utilisateur is None or not self.utilisateur.is_active

    @property
    def eleves_inconnus(self) -> bool:
        """DIS-01: whether nothing says where this marker teaches, so that its own pupils cannot be kept from it."""
        return self.etablissement_id is None and not self.divisions
