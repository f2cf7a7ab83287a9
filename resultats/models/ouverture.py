"""Services that the gestionnaire opens for a period: extraction, publications (RES-02, RES-05, RES-08)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Examen, Session


class NatureService(models.TextChoices):
    """What opens and closes."""

    EXTRACTION = "extraction", "Extraction des notes établissement"
    ETABLISSEMENTS = "etablissements", "Publication des résultats aux établissements"
    CANDIDATS = "candidats", "Publication des résultats aux candidats"


class ServiceQuerySet(models.QuerySet["Service"]):
    """Services."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the académies where one of the habilitations holds one of `droits`."""
        habilitations = utilisateur.habilitations_de(*droits)
        return self.filter(academie__in=[h.academie_id for h in habilitations if h.academie_id])

    def ouverts(self, le: datetime) -> Self:
        """Those open at `le`, by the server's clock: the opening instant is in, the closing one is out."""
        return self.filter(ouvre_le__lte=le).filter(Q(ferme_le=None) | Q(ferme_le__gt=le))


class Service(models.Model):
    """One service of one examination, session and académie; no row: never opened."""

    nature = models.CharField(max_length=14, choices=NatureService)
    examen = models.ForeignKey(Examen, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    academie = models.ForeignKey(Academie, models.PROTECT, related_name="+", verbose_name="académie")
    ouvre_le = models.DateTimeField("ouvert du")
    ferme_le = models.DateTimeField("au", null=True, blank=True)
    defini_le = models.DateTimeField("défini le")
    defini_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "service de résultats"
        verbose_name_plural = "services de résultats"
        ordering = ("-session__code", "examen__code", "nature")
        constraints = (
            models.UniqueConstraint(
                fields=("examen", "session", "academie", "nature"), name="resultats_service_unique"
            ),
            models.CheckConstraint(
                condition=Q(ferme_le=None) | Q(ferme_le__gt=F("ouvre_le")), name="resultats_service_periode"
            ),
            models.CheckConstraint(
                condition=~Q(nature="extraction") | Q(ferme_le__isnull=False),
                name="resultats_extraction_se_ferme",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_nature_display()} – {self.examen} – {self.session}"

    def ouvert(self, le: datetime) -> bool:
        """Whether it is open at `le`."""
        return self.ouvre_le <= le and (self.ferme_le is None or le < self.ferme_le)
