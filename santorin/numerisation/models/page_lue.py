"""A page as it came out of a liasse: its image, what was read, what became of it (NUM-01, NUM-02)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.fichiers import ImageDePage
from santorin.copies.models import Copie, Epreuve, Page
from santorin.numerisation.etats import Anomalie, Sort
from santorin.numerisation.models.liasse import Liasse


class PageLueQuerySet(models.QuerySet["PageLue"]):
    """Scanned pages."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the épreuves within reach of the habilitations that hold one of `droits`."""
        return self.filter(liasse__in=Liasse.objects.pour(utilisateur, *droits).order_by().values("pk"))

    def en_anomalie(self) -> Self:
        """NUM-01: those that wait for somebody."""
        return self.filter(sort="")

    def etrangeres(self) -> Self:
        """NUM-01: those that wait here and whose code names another épreuve, known to us."""
        return self.en_anomalie().filter(anomalie=Anomalie.ETRANGERE, epreuve_lue__isnull=False)

    def a_voir(self) -> Self:
        """NUM-02: those of the sample that nobody has looked at."""
        return self.filter(echantillon=True, conforme=None)


class PageLue(models.Model):
    """One page of a liasse. `copie`, `numero` and `total` are what its code says, when it says something known.

    `anonymat_lu` and `epreuve_lue` are what the code says of a page that belongs to no copy of this épreuve.
    """

    liasse = models.ForeignKey(Liasse, models.PROTECT, related_name="pages_lues")
    cle = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    rang = models.PositiveIntegerField()
    nom = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    type_mime = models.CharField("type", max_length=20, blank=True)
    taille = models.PositiveIntegerField("taille en octets", default=0)
    largeur = models.PositiveIntegerField("largeur en pixels", default=0)
    hauteur = models.PositiveIntegerField("hauteur en pixels", default=0)
    rotation = models.PositiveSmallIntegerField("rotation en degrés, sens horaire", default=0)
    refaite = models.BooleanField("redessinée", default=False)
    copie = models.ForeignKey(Copie, models.PROTECT, null=True, related_name="pages_lues")
    numero = models.PositiveSmallIntegerField("numéro", null=True)
    total = models.PositiveSmallIntegerField(null=True)
    epreuve_lue = models.ForeignKey(
        Epreuve, models.PROTECT, null=True, related_name="+", verbose_name="épreuve lue", db_index=False
    )
    anonymat_lu = models.CharField("numéro d’anonymat lu", max_length=16, blank=True)
    inclinaison = models.FloatField("inclinaison en degrés", default=0)
    encre = models.PositiveIntegerField("encre, pour 10 000", default=0)
    anomalie = models.CharField(max_length=11, choices=Anomalie, blank=True)
    sort = models.CharField(max_length=7, choices=Sort, blank=True)
    page = models.ForeignKey(Page, models.PROTECT, null=True, related_name="lectures")
    resolue_le = models.DateTimeField("résolue le", null=True)
    resolue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="résolue par"
    )
    motif = models.CharField(max_length=500, blank=True)
    echantillon = models.BooleanField("dans l'échantillon", default=False)
    conforme = models.BooleanField(null=True)

    objects = PageLueQuerySet.as_manager()

    class Meta:
        verbose_name = "page lue"
        verbose_name_plural = "pages lues"
        ordering = ("liasse", "rang")
        constraints = (
            models.UniqueConstraint(fields=("liasse", "rang"), name="page_lue_unique"),
            models.CheckConstraint(
                condition=~Q(sort="") | ~Q(anomalie=""), name="page_lue_classee_ou_en_anomalie"
            ),
            models.CheckConstraint(
                condition=~Q(sort="classee") | Q(page__isnull=False, copie__isnull=False),
                name="page_lue_classee_quelque_part",
            ),
            models.CheckConstraint(
                condition=~Q(sort="ecartee") | ~Q(motif=""), name="page_lue_ecartee_avec_motif"
            ),
        )
        indexes = (
            models.Index(fields=("liasse", "rang"), condition=Q(sort=""), name="page_lue_en_anomalie"),
            models.Index(fields=("sha256",), name="page_lue_par_sha256"),
        )

    def __str__(self) -> str:
        return f"{self.liasse}, page {self.rang}"

    @property
    def image(self) -> ImageDePage:
        """Its stored image, turned as it is shown."""
        return ImageDePage(
            sha256=self.sha256,
            type_mime=self.type_mime,
            taille=self.taille,
            largeur=self.largeur,
            hauteur=self.hauteur,
            rotation=self.rotation,
        )
