"""Subjects and their barème."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from santorin.copies.models.epreuve import Epreuve


class Sujet(models.Model):
    """What candidates were given; each has its barème."""

    epreuve = models.ForeignKey(Epreuve, models.CASCADE, related_name="sujets", verbose_name="épreuve")
    code = models.CharField(max_length=20)
    libelle = models.CharField("libellé", max_length=120)

    class Meta:
        verbose_name = "sujet"
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("epreuve", "code"), name="sujet_unique"),)

    def __str__(self) -> str:
        return f"{self.code} {self.libelle}"


class Partie(models.Model):
    """The upper level of a barème: questions under one title, with a coefficient of its own (PRE-02).

    Parties with the same `choix` are alternatives (« sujets à choix »): the candidate answers one, which alone counts.
    """

    sujet = models.ForeignKey(Sujet, models.CASCADE, related_name="parties")
    ordre = models.PositiveSmallIntegerField()
    numero = models.CharField("numéro", max_length=10)
    libelle = models.CharField("libellé", max_length=200, blank=True)
    coefficient = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(1))
    choix = models.CharField("choix", max_length=10, blank=True)

    class Meta:
        verbose_name = "partie"
        ordering = ("sujet", "ordre")
        constraints = (
            models.UniqueConstraint(fields=("sujet", "numero"), name="partie_unique"),
            models.CheckConstraint(condition=Q(coefficient__gt=0), name="partie_coefficient"),
        )

    def __str__(self) -> str:
        return f"{self.numero} {self.libelle}".strip()


class Question(models.Model):
    """A question of the barème, which is marked: its points, the step of its marks, its coefficient in the total."""

    sujet = models.ForeignKey(Sujet, models.CASCADE, related_name="questions")
    partie = models.ForeignKey(Partie, models.CASCADE, null=True, blank=True, related_name="questions")
    ordre = models.PositiveSmallIntegerField()
    numero = models.CharField("numéro", max_length=10)
    libelle = models.CharField("libellé", max_length=200, blank=True)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    pas = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal("0.25"))
    coefficient = models.DecimalField(
        max_digits=5, decimal_places=2, default=Decimal(1), db_default=Decimal(1)
    )

    class Meta:
        verbose_name = "question"
        ordering = ("sujet", "ordre")
        constraints = (
            models.UniqueConstraint(fields=("sujet", "numero"), name="question_unique"),
            models.UniqueConstraint(fields=("sujet", "ordre"), name="question_ordre_unique"),
            models.CheckConstraint(condition=Q(points__gt=0, pas__gt=0), name="question_points_et_pas"),
            models.CheckConstraint(condition=Q(coefficient__gt=0), name="question_coefficient"),
        )

    def __str__(self) -> str:
        return f"{self.numero} ({self.points})"
