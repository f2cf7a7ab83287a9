"""A change of many marks at once, by a rule, with every former value (HAR-13)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from santorin.copies.models import Copie, Correcteur, Epreuve, Lot, Question, Sujet


class Portee(models.TextChoices):
    """Which copies a rule is for."""

    EPREUVE = "epreuve", "Toute l’épreuve"
    SUJET = "sujet", "Un sujet"
    QUESTION = "question", "Une question"
    CORRECTEUR = "correcteur", "Un correcteur"
    LOT = "lot", "Un lot"


class Operation(models.TextChoices):
    """What a rule does to a mark."""

    AJOUTER = "ajouter", "Ajouter (ou retirer) des points"
    MULTIPLIER = "multiplier", "Multiplier"
    LINEAIRE = "lineaire", "Transformer : a × note + b"
    PLAFONNER = "plafonner", "Plafonner"
    PLANCHER = "plancher", "Relever jusqu’à un plancher"


class RegleDeMasse(models.Model):
    """One journaled act on many marks: `coefficient` × mark + `constante`, or a bound; then limits, then the step."""

    epreuve = models.ForeignKey(Epreuve, models.PROTECT, related_name="regles_de_masse")
    portee = models.CharField("portée", max_length=10, choices=Portee)
    sujet = models.ForeignKey(Sujet, models.PROTECT, null=True, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="+")
    correcteur = models.ForeignKey(Correcteur, models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    operation = models.CharField("opération", max_length=10, choices=Operation)
    coefficient = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal(1))
    constante = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(0))
    minimum = models.DecimalField(max_digits=6, decimal_places=2)
    maximum = models.DecimalField(max_digits=6, decimal_places=2)
    ecart_maximal = models.DecimalField("écart maximal", max_digits=6, decimal_places=2)
    pas = models.DecimalField(max_digits=4, decimal_places=2)
    avec_unitaires = models.BooleanField("copies harmonisées à l'unité comprises", default=False)
    avec_ajustees = models.BooleanField("copies déjà touchées par une règle comprises", default=False)
    motif = models.TextField()
    copies = models.PositiveIntegerField("copies changées", default=0)
    le = models.DateTimeField("date")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    annulee_le = models.DateTimeField("annulée le", null=True)
    annulee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="annulée par"
    )

    class Meta:
        verbose_name = "règle d'harmonisation"
        verbose_name_plural = "règles d'harmonisation"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(motif=""), name="regle_motivee"),
            models.CheckConstraint(
                condition=Q(portee="epreuve", sujet=None, question=None, correcteur=None, lot=None)
                | Q(portee="sujet", sujet__isnull=False, question=None, correcteur=None, lot=None)
                | Q(portee="question", sujet=None, question__isnull=False, correcteur=None, lot=None)
                | Q(portee="correcteur", sujet=None, question=None, correcteur__isnull=False, lot=None)
                | Q(portee="lot", sujet=None, question=None, correcteur=None, lot__isnull=False),
                name="regle_une_seule_portee",
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0, maximum__gte=F("minimum"), ecart_maximal__gt=0, pas__gt=0)
                & Q(coefficient__gte=0),
                name="regle_bornee",
            ),
            models.CheckConstraint(
                condition=Q(annulee_le=None, annulee_par=None)
                | Q(annulee_le__isnull=False, annulee_par__isnull=False),
                name="regle_annulee_le_et_par",
            ),
        )

    def __str__(self) -> str:
        return f"Règle n° {self.pk}"


class LigneDeRegle(models.Model):
    """What a rule did to the mark of one copy; nothing of it is lost when the rule is taken back."""

    regle = models.ForeignKey(RegleDeMasse, models.PROTECT, related_name="lignes", db_index=False)
    copie = models.ForeignKey(Copie, models.PROTECT, related_name="+")
    note_avant = models.DecimalField("note avant", max_digits=6, decimal_places=2)
    note_apres = models.DecimalField("note après", max_digits=6, decimal_places=2)
    ajustement_avant = models.DecimalField("ajustement avant", max_digits=6, decimal_places=2)
    annulee_le = models.DateTimeField("annulée le", null=True)

    class Meta:
        verbose_name = "ligne de règle"
        verbose_name_plural = "lignes de règle"
        constraints = (models.UniqueConstraint(fields=("regle", "copie"), name="ligne_de_regle_unique"),)

    def __str__(self) -> str:
        return f"{self.note_avant} → {self.note_apres}"

    @property
    def ajustement_apres(self) -> Decimal:
        """What rules add to the mark of the copy after this one."""
        return self.ajustement_avant + self.note_apres - self.note_avant
