"""Periods in days or in calendar months (SEC-03)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from santorin.referentiel.accords import compter

MOIS_PAR_AN = 12
_JOURS_PAR_MOIS = 31


class Unite(models.TextChoices):
    """What a period is counted in."""

    JOURS = "jours", "jours"
    MOIS = "mois", "mois"


@dataclass(frozen=True, slots=True)
class Duree:
    """« 12 mois », « 7 jours »."""

    nombre: int
    unite: Unite = Unite.MOIS

    def __str__(self) -> str:
        if self.unite == Unite.JOURS:
            return compter(self.nombre, "jour")
        if self.nombre % MOIS_PAR_AN == 0:
            return compter(self.nombre // MOIS_PAR_AN, "an")
        return f"{self.nombre}\u00a0mois"

    def avant_ou_egal(self, autre: "Duree") -> bool:
        """Whether it is not longer than another; a month counts for its longest."""
        return self.jours_au_plus <= autre.jours_au_plus

    @property
    def jours_au_plus(self) -> int:
        """In days, every month being one of 31."""
        return self.nombre if self.unite == Unite.JOURS else self.nombre * _JOURS_PAR_MOIS

    def avant(self, le: datetime) -> datetime:
        """SEC-03: the last starting point whose period is over at `le`; a month ends on the same day of the month.

        Where that day does not exist, its last day: the period is then longer by a day or two, never shorter.
        """
        if self.unite == Unite.JOURS:
            return le - timedelta(days=self.nombre)
        local = timezone.localtime(le)
        mois = local.year * MOIS_PAR_AN + local.month - 1 - self.nombre
        annee, rang = divmod(mois, MOIS_PAR_AN)
        jour = min(local.day, monthrange(annee, rang + 1)[1])
        naif = local.replace(tzinfo=None, year=annee, month=rang + 1, day=jour)
        return timezone.make_aware(naif)
