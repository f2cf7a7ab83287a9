"""A file of scans, from its first piece to its acceptance (NUM-01, NUM-02)."""

import secrets
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.numerisation.etats import EtatLiasse
from santorin.traitements.models import Traitement


def graine() -> int:
    """The seed of a draw, kept with it so that it can be done again."""
    return secrets.randbits(62)


class LiasseQuerySet(models.QuerySet["Liasse"]):
    """Liasses."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the épreuves within reach of the habilitations that hold one of `droits`."""
        epreuves = Epreuve.objects.pour(utilisateur, *droits).order_by()
        return self.filter(epreuve__in=epreuves.values("pk"))


class Liasse(models.Model):
    """A scanned PDF or a ZIP of images, of one épreuve.

    `empreinte` is the SHA-256 of the SHA-256 of its pieces (see `santorin.numerisation.reception`): the same file sent
    twice is the same liasse. `remplace`: a re-scan, whose pages take the place of those filed before.
    """

    epreuve = models.ForeignKey(Epreuve, models.PROTECT, related_name="liasses", verbose_name="épreuve")
    cle = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    nom = models.CharField(max_length=200)
    taille = models.PositiveBigIntegerField("taille en octets")
    empreinte = models.CharField(max_length=64)
    recus = models.PositiveBigIntegerField("octets reçus", default=0)
    remplace = models.BooleanField("nouvelle numérisation", default=False)
    etat = models.CharField("état", max_length=8, choices=EtatLiasse, default=EtatLiasse.ENVOI)
    pages = models.PositiveIntegerField(default=0)
    graine = models.BigIntegerField(default=graine)
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="déposée par"
    )
    traitement = models.ForeignKey(Traitement, models.PROTECT, null=True, related_name="liasses")
    decidee_le = models.DateTimeField("décidée le", null=True)
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="décidée par"
    )
    motif = models.TextField("motif du refus", blank=True)

    objects = LiasseQuerySet.as_manager()

    class Meta:
        verbose_name = "liasse"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("epreuve", "empreinte"), condition=~Q(etat="refusee"), name="liasse_recue_une_fois"
            ),
            models.CheckConstraint(condition=Q(empreinte__regex=r"^[0-9a-f]{64}$"), name="liasse_empreinte"),
            models.CheckConstraint(
                condition=Q(taille__gt=0, recus__lte=models.F("taille")), name="liasse_pas_plus_que_sa_taille"
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=("acceptee", "refusee"))
                | Q(decidee_le__isnull=False, decidee_par__isnull=False),
                name="liasse_decidee_le_et_par",
            ),
        )

    def __str__(self) -> str:
        return self.nom

    @property
    def pourcentage(self) -> int:
        """How much of it was received, 0 to 100."""
        return self.recus * 100 // self.taille
