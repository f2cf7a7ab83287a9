"""Distributions that were made: what is needed to do the same draw again (DIS-01)."""

import secrets
from typing import Self

from django.conf import settings
from django.db import models

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve, Sujet


def graine() -> int:
    """The seed of a draw, kept with it so that it can be done again."""
    return secrets.randbits(62)


class DistributionQuerySet(models.QuerySet["Distribution"]):
    """Distributions."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the épreuves within reach of the habilitations that hold one of `droits`."""
        epreuves = Epreuve.objects.pour(utilisateur, *droits).order_by()
        return self.filter(epreuve__in=epreuves.values("pk"))


class Distribution(models.Model):
    """One draw of copies into lots: its seed, its size, and the numbers of the lots it made."""

    epreuve = models.ForeignKey(Epreuve, models.PROTECT, related_name="distributions", verbose_name="épreuve")
    sujet = models.ForeignKey(Sujet, models.PROTECT, related_name="+")
    graine = models.BigIntegerField()
    taille = models.PositiveIntegerField("copies par lot")
    copies = models.PositiveIntegerField()
    premier = models.PositiveIntegerField("premier lot")
    dernier = models.PositiveIntegerField("dernier lot")
    le = models.DateTimeField("date")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DistributionQuerySet.as_manager()

    class Meta:
        verbose_name = "distribution"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(taille__gt=0, dernier__gte=models.F("premier")),
                name="distribution_de_lots",
            ),
        )

    def __str__(self) -> str:
        return f"Lots {self.premier} à {self.dernier}"
