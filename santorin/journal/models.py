"""The append-only, hash-chained audit (SEC-01)."""

from django.conf import settings
from django.db import models


class Fil(models.Model):
    """One chain of entries (a lot, an épreuve, a jury…) and its head; locking it orders the entries."""

    nom = models.CharField(primary_key=True, max_length=80)
    numero = models.PositiveBigIntegerField("numéro de la dernière entrée", default=0)
    empreinte = models.CharField("empreinte de la dernière entrée", max_length=64, default="")

    class Meta:
        verbose_name = "fil du journal"
        verbose_name_plural = "fils du journal"

    def __str__(self) -> str:
        return self.nom


class Entree(models.Model):
    """Who did what, when, from where, before and after. A trigger refuses any change or deletion."""

    fil = models.ForeignKey(Fil, models.PROTECT, related_name="entrees")
    numero = models.PositiveBigIntegerField("numéro dans le fil")
    le = models.DateTimeField("date")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="utilisateur"
    )
    auteur = models.CharField(max_length=150)
    provenance = models.CharField(max_length=80, blank=True)
    acte = models.CharField(max_length=60)
    objet = models.CharField(max_length=160)
    motif = models.TextField(blank=True)
    avant = models.JSONField(null=True)
    apres = models.JSONField("après", null=True)
    precedente = models.CharField("empreinte précédente", max_length=64, blank=True)
    empreinte = models.CharField(max_length=64)

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("fil", "numero"), name="entree_unique_dans_le_fil"),)
        indexes = (models.Index(fields=("acte", "le"), name="entree_acte_le"),)

    def __str__(self) -> str:
        return f"{self.le:%d/%m/%Y %H:%M:%S} {self.auteur} {self.acte} {self.objet}"
