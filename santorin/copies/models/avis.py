"""What a marker is told about its lots, kept until it is read (COR-04)."""

from typing import Self

from django.conf import settings
from django.db import models

from santorin.copies.models.lot import Lot


class AvisQuerySet(models.QuerySet["Avis"]):
    """Notices."""

    def a_lire(self) -> Self:
        """Those not read yet."""
        return self.filter(lu_le=None)


class Avis(models.Model):
    """A sentence for one marker about one lot. It names nobody: a marker reads it (COR-02).

    The notice outlives the lot: a lot that is wholly taken back goes away, and its marker still learns it.
    """

    destinataire = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="avis")
    lot = models.ForeignKey(Lot, models.SET_NULL, null=True, related_name="avis")
    texte = models.TextField()
    le = models.DateTimeField("date")
    lu_le = models.DateTimeField("lu le", null=True, blank=True)

    objects = AvisQuerySet.as_manager()

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ("-le", "-id")
        indexes = (
            models.Index(fields=("destinataire", "le"), condition=models.Q(lu_le=None), name="avis_a_lire"),
        )

    def __str__(self) -> str:
        return self.texte
