"""Batches received: each is answered once, the same for ever (CYC-01)."""

from django.conf import settings
from django.db import models


class EnvoiRecu(models.Model):
    """A batch received, and the very bytes answered to it. A trigger refuses any change or deletion."""

    uuid = models.UUIDField(primary_key=True)
    transmission = models.UUIDField()
    empreinte = models.CharField("empreinte de l'envoi", max_length=64)
    nombre = models.PositiveIntegerField("nombre de notes")
    reponse = models.UUIDField("référence de la réponse", unique=True)
    contenu = models.BinaryField("réponse compressée")
    recu_le = models.DateTimeField("reçu le")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "envoi reçu"
        verbose_name_plural = "envois reçus"
        ordering = ("-recu_le",)

    def __str__(self) -> str:
        return str(self.uuid)
