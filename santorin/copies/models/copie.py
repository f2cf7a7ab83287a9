"""Copies, their pages, their markings."""

import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from santorin.copies.cles import nom_anonyme
from santorin.copies.models.candidat import Composition
from santorin.copies.models.lot import Lot
from santorin.copies.models.sujet import Partie, Question


class Copie(models.Model):
    """The script of one candidate. A marker's addresses never show it: they show a `Correction` (COR-02)."""

    composition = models.OneToOneField(Composition, models.PROTECT, related_name="copie")
    cle = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    blanche = models.BooleanField("copie blanche", default=False)
    # SEC-03: its pages, PDF and annotations were destroyed at the end of their period; its mark stays.
    detruite_le = models.DateTimeField("détruite le", null=True)

    class Meta:
        verbose_name = "copie"

    def __str__(self) -> str:
        return f"Copie {self.composition.anonymat}"


class Page(models.Model):
    """A scanned page: the file is named by its SHA-256 and never changed; a re-scan replaces the row (NUM-02)."""

    copie = models.ForeignKey(Copie, models.PROTECT, related_name="pages")
    cle = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    numero = models.PositiveSmallIntegerField("numéro")
    sha256 = models.CharField(max_length=64)
    type_mime = models.CharField("type", max_length=20, default="image/jpeg")
    taille = models.PositiveIntegerField("taille en octets")
    largeur = models.PositiveIntegerField("largeur en pixels")
    hauteur = models.PositiveIntegerField("hauteur en pixels")
    rotation = models.PositiveSmallIntegerField(
        "rotation en degrés, sens horaire", default=0, choices=[(a, str(a)) for a in (0, 90, 180, 270)]
    )
    numerisee_le = models.DateTimeField("numérisée le")
    remplacee_le = models.DateTimeField("remplacée le", null=True, blank=True)

    class Meta:
        verbose_name = "page"
        ordering = ("copie", "numero", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("copie", "numero"), condition=Q(remplacee_le=None), name="page_courante_unique"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="page_sha256"),
            models.CheckConstraint(condition=Q(rotation__in=(0, 90, 180, 270)), name="page_rotation"),
        )
        indexes = (models.Index(fields=("sha256",), name="page_par_sha256"),)

    def __str__(self) -> str:
        return f"Page {self.numero}"


class Correction(models.Model):
    """One marking of a copy, in a lot. Type de lots DOUBLE makes two of rank 1 and 2 (PAR-02, COR-05).

    `cle` is all that a marker's address shows of it (COR-02); `version` grows with each change, whoever makes it.
    """

    copie = models.ForeignKey(Copie, models.PROTECT, related_name="corrections")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="corrections")
    cle = models.UUIDField("clé", default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    rang = models.PositiveSmallIntegerField(default=1)
    ordre = models.PositiveIntegerField("ordre dans le lot")
    appreciation = models.TextField("appréciation", blank=True)
    version = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = "correction"
        ordering = ("lot", "ordre")
        constraints = (
            models.UniqueConstraint(fields=("copie", "rang"), name="correction_unique"),
            models.UniqueConstraint(fields=("lot", "ordre"), name="correction_ordre_unique"),
        )

    def __str__(self) -> str:
        return f"Correction {self.rang} de {self.copie}"

    @property
    def nom_anonyme(self) -> str:
        """« Copie 7F3A »: what a marker calls it, the beginning of its random key (COR-02)."""
        return nom_anonyme(self.cle)


class NoteQuestion(models.Model):
    """The points given to one question in one marking."""

    # Found by the constraint and by the index below.
    correction = models.ForeignKey(Correction, models.CASCADE, related_name="notes", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="notes", db_index=False)
    points = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = "note à une question"
        verbose_name_plural = "notes aux questions"
        constraints = (
            models.UniqueConstraint(fields=("correction", "question"), name="note_question_unique"),
            models.CheckConstraint(condition=Q(points__gte=0), name="note_question_positive"),
        )
        # HAR-04: who got how many points at a question.
        indexes = (
            models.Index(
                fields=("question", "points"), include=("correction",), name="note_question_par_points"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question.numero} : {self.points}"


class PartieChoisie(models.Model):
    """PRE-02: which alternative of a choix the candidate answered, as the marker of one marking says."""

    correction = models.ForeignKey(Correction, models.CASCADE, related_name="choisies")
    choix = models.CharField(max_length=10)
    partie = models.ForeignKey(Partie, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "partie choisie"
        verbose_name_plural = "parties choisies"
        constraints = (models.UniqueConstraint(fields=("correction", "choix"), name="partie_choisie_unique"),)

    def __str__(self) -> str:
        return f"{self.choix} : {self.partie.numero}"


class Operation(models.TextChoices):
    """What a change of the annotations does."""

    POSER = "poser", "Poser"
    RETIRER = "retirer", "Retirer"


class Annotation(models.Model):
    """One change of a page's annotations: an append-only log; what is shown is derived from it (COR-01)."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="annotations")
    page = models.ForeignKey(Page, models.PROTECT, related_name="annotations")
    cle = models.UUIDField("clé de l'annotation")
    operation = models.CharField("opération", max_length=7, choices=Operation)
    contenu = models.JSONField(null=True)
    le = models.DateTimeField("date")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "changement d'annotation"
        verbose_name_plural = "changements d'annotations"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(operation="poser", contenu__isnull=False) | Q(operation="retirer", contenu=None),
                name="annotation_posee_a_un_contenu",
            ),
        )
        indexes = (models.Index(fields=("correction", "page", "id"), name="annotation_par_page"),)

    def __str__(self) -> str:
        return f"{self.operation} {self.cle}"
