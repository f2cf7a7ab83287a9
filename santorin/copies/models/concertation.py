"""Two markings of one copy that differ, and the mark they end with (COR-05)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.copies.models.copie import Copie


class Concertation(models.Model):
    """The final mark of a copy marked twice, on the épreuve's scale.

    It stands for the two marks it was agreed upon (`premiere`, `seconde`) and for no others: a lot that is unlocked and
    marked otherwise asks for another one. `proposition` is what the marker of `proposee_rang` offers to the other.
    """

    copie = models.OneToOneField(Copie, models.PROTECT, primary_key=True, related_name="concertation")
    premiere = models.DecimalField("première note", max_digits=6, decimal_places=2)
    seconde = models.DecimalField("seconde note", max_digits=6, decimal_places=2)
    proposition = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    proposee_rang = models.PositiveSmallIntegerField("proposée par le rang", null=True)
    valeur = models.DecimalField("note finale", max_digits=6, decimal_places=2, null=True)
    conclue_le = models.DateTimeField("conclue le", null=True)
    conclue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="conclue par"
    )
    motif = models.TextField("motif du coordinateur", blank=True)

    class Meta:
        verbose_name = "concertation"
        constraints = (
            models.CheckConstraint(
                condition=Q(valeur=None, conclue_le=None, conclue_par=None)
                | Q(valeur__gte=0, conclue_le__isnull=False, conclue_par__isnull=False),
                name="concertation_conclue_le_et_par",
            ),
            models.CheckConstraint(
                condition=Q(proposition=None, proposee_rang=None)
                | Q(proposition__gte=0, proposee_rang__in=(1, 2)),
                name="concertation_proposee_par_un_rang",
            ),
        )

    def __str__(self) -> str:
        return f"Concertation {self.copie}"
