"""The emergency portal: who opened it, until when, and the juries' accesses (DEL-04)."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from deliberation.models.jury import GroupeDecision, Jury

OUVERTURE_AU_PLUS = timedelta(hours=24)


class OuvertureQuerySet(models.QuerySet["OuverturePortail"]):
    """Openings of the portal."""

    def en_cours(self, le: datetime) -> Self:
        """Those that still hold at `le`."""
        return self.filter(fermee_le=None, ouverte_le__lte=le, jusqu_a__gt=le)


class OuverturePortail(models.Model):
    """The portal, opened for the juries of one group, with its reason and its end. Closed otherwise."""

    groupe = models.ForeignKey(GroupeDecision, models.PROTECT, related_name="ouvertures")
    motif = models.CharField(max_length=500)
    ouverte_le = models.DateTimeField()
    ouverte_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    jusqu_a = models.DateTimeField("jusqu'à")
    fermee_le = models.DateTimeField("fermée le", null=True, blank=True)
    fermee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OuvertureQuerySet.as_manager()

    class Meta:
        verbose_name = "ouverture du portail de secours"
        verbose_name_plural = "ouvertures du portail de secours"
        ordering = ("-ouverte_le",)
        constraints = (
            models.CheckConstraint(condition=~Q(motif=""), name="deliberation_ouverture_motivee"),
            models.CheckConstraint(
                condition=Q(jusqu_a__gt=F("ouverte_le")), name="deliberation_ouverture_bornee"
            ),
            models.CheckConstraint(
                condition=Q(jusqu_a__lte=F("ouverte_le") + OUVERTURE_AU_PLUS),
                name="deliberation_ouverture_courte",
            ),
        )


class AccesSecours(models.Model):
    """A jury's login to the emergency portal, printed on its slip. Its password is kept hashed only."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="acces_secours")
    identifiant = models.CharField(max_length=20, unique=True)
    mot_de_passe = models.CharField(max_length=128)
    cree_le = models.DateTimeField("créé le")
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="créé par"
    )
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)
    echecs = models.PositiveSmallIntegerField("échecs de suite", default=0)
    bloque_jusqu_a = models.DateTimeField("bloqué jusqu'à", null=True, blank=True)

    class Meta:
        verbose_name = "accès de secours"
        verbose_name_plural = "accès de secours"
        ordering = ("-cree_le", "jury")
        constraints = (
            models.UniqueConstraint(
                fields=("jury",), condition=Q(revoque_le=None), name="deliberation_un_acces_par_jury"
            ),
        )

    def __str__(self) -> str:
        return self.identifiant
