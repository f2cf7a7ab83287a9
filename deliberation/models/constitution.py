"""Files by which juries are made up: given, checked, then applied (DEL-06)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie
from santorin.traitements.models import Traitement


class ImportJurysQuerySet(models.QuerySet["ImportJurys"]):
    """Files of juries."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the académies where one of the habilitations holds one of `droits`."""
        return self.filter(academie__in=utilisateur.academies_de(*droits))


class ImportJurys(models.Model):
    """A file of candidates, a file of members, or both: what their check found, and whether it was done.

    `bilan` holds figures by jury and no person: who is refused, and why, is in the job's report.
    """

    academie = models.ForeignKey(Academie, models.PROTECT, related_name="+", verbose_name="académie")
    candidats = models.CharField("fichier des candidats", max_length=200, blank=True)
    membres = models.CharField("fichier des membres", max_length=200, blank=True)
    depose_le = models.DateTimeField("déposé le")
    depose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="déposé par"
    )
    controle = models.OneToOneField(
        Traitement, models.PROTECT, null=True, related_name="+", verbose_name="contrôle"
    )
    application = models.ForeignKey(
        Traitement, models.PROTECT, null=True, related_name="+", verbose_name="constitution"
    )
    bilan = models.JSONField(null=True)
    constitue_le = models.DateTimeField("constitué le", null=True)

    objects = ImportJurysQuerySet.as_manager()

    class Meta:
        verbose_name = "import de jurys"
        verbose_name_plural = "imports de jurys"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(candidats="", membres=""), name="deliberation_import_d_un_fichier"
            ),
            models.CheckConstraint(
                condition=Q(constitue_le=None) | Q(application__isnull=False, bilan__isnull=False),
                name="deliberation_import_applique",
            ),
        )

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.candidats, self.membres)))
