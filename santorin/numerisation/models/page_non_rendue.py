"""A page that a person declares missing for good: the candidate did not hand it in (NUM-01)."""

from django.conf import settings
from django.db import models

from santorin.copies.models import Copie


class PageNonRendue(models.Model):
    """The copy goes on without this page, for a reason."""

    copie = models.ForeignKey(Copie, models.PROTECT, related_name="pages_non_rendues")
    numero = models.PositiveSmallIntegerField("numéro")
    motif = models.CharField(max_length=500)
    le = models.DateTimeField("date")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "page non rendue"
        verbose_name_plural = "pages non rendues"
        constraints = (
            models.UniqueConstraint(fields=("copie", "numero"), name="page_non_rendue_unique"),
            models.CheckConstraint(condition=~models.Q(motif=""), name="page_non_rendue_avec_motif"),
        )

    def __str__(self) -> str:
        return f"Page {self.numero} de {self.copie}"
