"""Transcripts (« relevés de notes », RLN): generated together, published together, kept version by version (RES-06)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cyclades.models import Candidature
from resultats.models.resultat import ResultatProclame
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Examen, Session
from santorin.traitements.models import Traitement


class GenerationQuerySet(models.QuerySet["Generation"]):
    """Generations."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the académies where one of the habilitations holds one of `droits`."""
        habilitations = utilisateur.habilitations_de(*droits)
        return self.filter(academie__in=[h.academie_id for h in habilitations if h.academie_id])


class Generation(models.Model):
    """One run over an académie's results. Published with the date from which its documents can be had."""

    examen = models.ForeignKey(Examen, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    academie = models.ForeignKey(Academie, models.PROTECT, related_name="+", verbose_name="académie")
    genere_le = models.DateTimeField("généré le")
    genere_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    complete = models.BooleanField("complète", default=False)
    disponible_le = models.DateTimeField("disponible le", null=True, blank=True)
    publie_le = models.DateTimeField("publié le", null=True, blank=True)
    publie_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    retiree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif_retrait = models.CharField("motif du retrait", max_length=500, blank=True, db_default="")

    objects = GenerationQuerySet.as_manager()

    class Meta:
        verbose_name = "génération de relevés de notes"
        verbose_name_plural = "générations de relevés de notes"
        ordering = ("-genere_le",)
        constraints = (
            models.CheckConstraint(
                condition=Q(publie_le=None, publie_par=None, disponible_le=None)
                | Q(publie_le__isnull=False, publie_par__isnull=False, disponible_le__isnull=False),
                name="resultats_generation_publiee",
            ),
            models.CheckConstraint(
                condition=Q(publie_le=None) | Q(complete=True), name="resultats_publiee_donc_complete"
            ),
            # Only what people could have can be withdrawn; before its date a publication is undone instead.
            models.CheckConstraint(
                condition=Q(retiree_le=None, retiree_par=None, motif_retrait="")
                | (
                    Q(publie_le__isnull=False, retiree_par__isnull=False, retiree_le__gte=F("disponible_le"))
                    & ~Q(motif_retrait="")
                ),
                name="resultats_generation_retiree",
            ),
            models.UniqueConstraint(
                fields=("examen", "session", "academie"),
                condition=Q(complete=False),
                name="resultats_une_generation_en_cours",
            ),
        )

    def __str__(self) -> str:
        return f"{self.examen} – {self.session} – {self.academie}"


def valable() -> Q:
    """RES-08: neither withdrawn nor of a présumé fraudeur, whenever the presumption came."""
    return Q(generation__retiree_le=None, candidature__fraude_presumee=False)


def disponible(le: datetime) -> Q:
    """RES-04: published and still valid, and its date has come."""
    return valable() & Q(generation__disponible_le__lte=le)


class ReleveQuerySet(models.QuerySet["Releve"]):
    """Transcripts."""

    def annonces(self) -> Self:
        """RES-04: published and still valid, whether their date has come or not."""
        return self.filter(valable(), generation__publie_le__isnull=False)

    def disponibles(self, le: datetime) -> Self:
        """RES-04: published and still valid, and their date has come."""
        return self.filter(disponible(le))

    def delivres(self, le: datetime) -> Self:
        """RES-07: those that people could have at some moment up to `le`, withdrawn since or not."""
        return self.filter(generation__disponible_le__lte=le, candidature__fraude_presumee=False)


class Releve(models.Model):
    """One version of a candidature's transcript. Its bytes are those that were generated, never made again.

    The PDF is `longueur` bytes from `debut` of the file `fichier` of the store, with `sha256` as its digest;
    `code` is printed on it and lets anybody check it (RES-07).
    """

    generation = models.ForeignKey(Generation, models.PROTECT, related_name="releves")
    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="releves")
    resultat = models.ForeignKey(ResultatProclame, models.PROTECT, related_name="releves")
    numero = models.PositiveSmallIntegerField("version")
    code = models.CharField("code de vérification", max_length=16, unique=True)
    fichier = models.CharField(max_length=120)
    debut = models.BigIntegerField()
    longueur = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)

    objects = ReleveQuerySet.as_manager()

    class Meta:
        verbose_name = "relevé de notes"
        verbose_name_plural = "relevés de notes"
        ordering = ("candidature", "-numero")
        constraints = (
            models.UniqueConstraint(fields=("candidature", "numero"), name="resultats_releve_version"),
            models.CheckConstraint(
                condition=Q(debut__gte=0, longueur__gt=0), name="resultats_releve_dans_son_fichier"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-HJKMNP-TV-Z]{16}$", sha256__regex=r"^[0-9a-f]{64}$"),
                name="resultats_releve_code_et_empreinte",
            ),
        )

    def __str__(self) -> str:
        return f"{self.candidature} – version n° {self.numero}"


class ContenuEnMasse(models.Model):
    """The transcripts that a mass PDF holds: its download stops when one of them must no longer be seen (RES-08)."""

    traitement = models.OneToOneField(Traitement, models.CASCADE, related_name="releves_en_masse")
    releves = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = "contenu d'un PDF de relevés"
        verbose_name_plural = "contenus des PDF de relevés"

    def __str__(self) -> str:
        return f"PDF de {len(self.releves)} relevés"
