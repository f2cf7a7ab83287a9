"""What a marker says of a badly scanned copy (COR-07)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models.copie import Correction
from santorin.copies.models.epreuve import Epreuve


class Defaut(models.TextChoices):
    """What may be wrong with a scan."""

    ILLISIBLE = "illisible", "Page illisible ou floue"
    MANQUANTE = "manquante", "Page manquante"
    DESORDRE = "desordre", "Pages en désordre ou à l’envers"
    AUTRE_COPIE = "autre_copie", "Page d’une autre copie"
    IDENTITE = "identite", "Le nom du candidat est visible"
    AUTRE = "autre", "Autre problème"


class SignalementQuerySet(models.QuerySet["Signalement"]):
    """Reports."""

    def ouverts(self) -> Self:
        """Those that wait for the numérisation."""
        return self.filter(resolu_le=None)

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the épreuves within reach of the habilitations that hold one of `droits`."""
        epreuves = Epreuve.objects.pour(utilisateur, *droits).order_by()
        return self.filter(correction__lot__epreuve__in=epreuves.values("pk"))


class Signalement(models.Model):
    """A problem of numérisation, told by the marker of a copy (COR-07).

    `page` is the number that the sheet bears, which its place may not be; None for the whole copy.
    """

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="signalements")
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    defaut = models.CharField("défaut", max_length=12, choices=Defaut)
    precision = models.CharField("précision", max_length=500, blank=True)
    signale_le = models.DateTimeField("signalé le")
    signale_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="signalé par"
    )
    resolu_le = models.DateTimeField("résolu le", null=True, blank=True)
    resolu_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="résolu par",
    )
    reponse = models.CharField("réponse au correcteur", max_length=500, blank=True)

    objects = SignalementQuerySet.as_manager()

    class Meta:
        verbose_name = "signalement"
        ordering = ("signale_le", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("correction",), condition=Q(resolu_le=None), name="signalement_un_seul_ouvert"
            ),
            models.CheckConstraint(
                condition=Q(resolu_le=None, resolu_par=None)
                | Q(resolu_le__isnull=False, resolu_par__isnull=False),
                name="signalement_resolu_le_et_par",
            ),
        )

    def __str__(self) -> str:
        return self.dit(self.page)

    def dit(self, page: int | None) -> str:
        """The report in words, for who counts this page so."""
        ou = f"page {page}" if page else "toute la copie"
        return f"{self.get_defaut_display()} ({ou})"
