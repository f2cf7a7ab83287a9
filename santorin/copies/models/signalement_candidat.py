"""What a candidate says of the scan of its own copy, once published (RES-09)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models.candidat import Composition
from santorin.copies.models.epreuve import Epreuve
from santorin.copies.models.signalement import Defaut

# A candidate's name is on its own copy: nothing to report there.
DEFAUTS_DU_CANDIDAT = tuple((d.value, d.label) for d in Defaut if d != Defaut.IDENTITE)


class SignalementCandidatQuerySet(models.QuerySet["SignalementCandidat"]):
    """Reports of candidates."""

    def ouverts(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(repondu_le=None)

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the épreuves within reach of the habilitations that hold one of `droits`."""
        epreuves = Epreuve.objects.pour(utilisateur, *droits).order_by()
        return self.filter(composition__epreuve__in=epreuves.values("pk"))


class SignalementCandidat(models.Model):
    """A problem of numérisation told by the candidate; `page` is None for the whole copy. One open per copy."""

    composition = models.ForeignKey(
        Composition, models.PROTECT, related_name="signalements_du_candidat", db_index=False
    )
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    defaut = models.CharField("défaut", max_length=12, choices=DEFAUTS_DU_CANDIDAT)
    precision = models.CharField("précision", max_length=500, blank=True)
    signale_le = models.DateTimeField("signalé le")
    signale_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)
    repondu_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reponse = models.CharField("réponse au candidat", max_length=500, blank=True)

    objects = SignalementCandidatQuerySet.as_manager()

    class Meta:
        verbose_name = "signalement d'un candidat"
        verbose_name_plural = "signalements de candidats"
        ordering = ("signale_le", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("composition",),
                condition=Q(repondu_le=None),
                name="signalement_candidat_un_seul_ouvert",
            ),
            models.CheckConstraint(
                condition=Q(repondu_le=None, repondu_par=None, reponse="")
                | (Q(repondu_le__isnull=False, repondu_par__isnull=False) & ~Q(reponse="")),
                name="signalement_candidat_reponse",
            ),
        )
        indexes = (models.Index(fields=("composition", "signale_le"), name="signalement_candidat_copie"),)

    def __str__(self) -> str:
        ou = f"page {self.page}" if self.page else "toute la copie"
        return f"{self.get_defaut_display()} ({ou})"
