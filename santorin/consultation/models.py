"""PDFs of copies as they were last made, and what each ZIP holds."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from santorin.copies.models import Copie
from santorin.traitements.models import Traitement


class PdfDeCopie(models.Model):
    """The stored PDF of a copy: `marque` tells cheaply that nothing changed, `empreinte` is the digest of its inputs.

    `version` is that of the transmitted mark it shows (TEL-04); 0: unknown.
    """

    copie = models.OneToOneField(Copie, models.CASCADE, related_name="pdf")
    marque = models.CharField(max_length=64)
    empreinte = models.CharField(max_length=64)
    version = models.PositiveIntegerField("version de la note", default=0)
    nom = models.CharField("nom dans le stockage", max_length=200)
    taille = models.PositiveBigIntegerField("taille en octets")
    sha256 = models.CharField(max_length=64)
    crc32 = models.PositiveBigIntegerField()
    fait_le = models.DateTimeField("fait le")

    class Meta:
        app_label = "santorin"
        verbose_name = "PDF de copie"
        verbose_name_plural = "PDF de copies"
        constraints = (
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="pdf_de_copie_sha256"),
        )

    def __str__(self) -> str:
        return self.nom


class ContenuDeZip(models.Model):
    """The sittings whose copies a ZIP holds, and each copy's `marque` when it was put there.

    Its download stops when one of them must no longer be seen (HAR-11), or has changed since (TEL-04).
    """

    traitement = models.OneToOneField(Traitement, models.CASCADE, related_name="contenu_de_zip")
    compositions = ArrayField(models.BigIntegerField())
    marques = ArrayField(models.CharField(max_length=64), default=list)
    manquantes = models.PositiveIntegerField("copies manquantes", default=0)

    class Meta:
        app_label = "santorin"
        verbose_name = "contenu de ZIP"
        verbose_name_plural = "contenus de ZIP"

    def __str__(self) -> str:
        return f"ZIP de {len(self.compositions)} copies"
