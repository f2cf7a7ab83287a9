"""The livret scolaire, as far as the centre gave it: what the jury examines beside the marks (DEL-06)."""

from django.db import models
from django.db.models import Q

from deliberation.models.dossier import Dossier

SUR_20 = Q(moyenne=None) | Q(moyenne__gte=0, moyenne__lte=20)
CLASSE_SUR_20 = Q(moyenne_classe=None) | Q(moyenne_classe__gte=0, moyenne_classe__lte=20)


class LigneDeLivret(models.Model):
    """One discipline of a candidate's livret: the year's mean, the class's, and what the teachers wrote."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="livret")
    ordre = models.PositiveSmallIntegerField()
    discipline = models.CharField(max_length=80)
    moyenne = models.DecimalField("moyenne annuelle", max_digits=4, decimal_places=2, null=True)
    moyenne_classe = models.DecimalField("moyenne de la classe", max_digits=4, decimal_places=2, null=True)
    appreciation = models.CharField("appréciation", max_length=500, blank=True)

    class Meta:
        verbose_name = "ligne de livret scolaire"
        verbose_name_plural = "lignes de livrets scolaires"
        ordering = ("dossier", "ordre")
        constraints = (
            models.UniqueConstraint(fields=("dossier", "discipline"), name="deliberation_livret_unique"),
            models.CheckConstraint(condition=SUR_20, name="deliberation_livret_sur_20"),
            models.CheckConstraint(condition=CLASSE_SUR_20, name="deliberation_livret_classe_sur_20"),
        )

    def __str__(self) -> str:
        return self.discipline
