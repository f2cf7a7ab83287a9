"""Files of candidates, checked then imported (PRE-01)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.traitements.models import Traitement


class ImportCandidatsQuerySet(models.QuerySet["ImportCandidats"]):
    """Imports of candidates."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the épreuves within reach of the habilitations that hold one of `droits`."""
        return self.filter(epreuve__in=Epreuve.objects.pour(utilisateur, *droits).order_by())


class ImportCandidats(models.Model):
    """A file given for one épreuve: what its check found, and whether it was imported."""

    epreuve = models.ForeignKey(Epreuve, models.CASCADE, related_name="imports", verbose_name="épreuve")
    fichier = models.CharField(max_length=200)
    depose_le = models.DateTimeField("déposé le")
    depose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="déposé par"
    )
    controle = models.OneToOneField(
        Traitement, models.PROTECT, null=True, related_name="import_controle", verbose_name="contrôle"
    )
    application = models.ForeignKey(
        Traitement, models.PROTECT, null=True, related_name="imports_appliques", verbose_name="import"
    )
    bilan = models.JSONField(null=True)
    importe_le = models.DateTimeField("importé le", null=True)

    objects = ImportCandidatsQuerySet.as_manager()

    class Meta:
        verbose_name = "import de candidats"
        verbose_name_plural = "imports de candidats"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(importe_le=None) | Q(application__isnull=False, bilan__isnull=False),
                name="import_candidats_applique",
            ),
        )

    def __str__(self) -> str:
        return self.fichier
