"""Batches received: each is answered once, the same for ever (IMA-01)."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from imagin.models.epreuve import Epreuve


class EnvoiRecu(models.Model):
    """A batch received and what was answered: the same batch is answered the same for ever (IMA-01)."""

    uuid = models.UUIDField(primary_key=True)
    epreuve = models.ForeignKey(Epreuve, models.PROTECT, related_name="envois", verbose_name="épreuve")
    transmission = models.UUIDField()
    reponse = models.UUIDField(default=uuid4, unique=True)
    accuses = models.JSONField("accusés")
    recu_le = models.DateTimeField("reçu le")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "envoi reçu"
        verbose_name_plural = "envois reçus"

    def __str__(self) -> str:
        return str(self.uuid)
