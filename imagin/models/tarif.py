"""What a marked copy is paid: a grid of rates, and which rate each examen gives; both dated, both data (IMA-02)."""

from datetime import date
from decimal import Decimal
from typing import Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, IntegerRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Value

from santorin.referentiel.models import Examen

T = TypeVar("T", bound=models.Model)


class PeriodeQuerySet(models.QuerySet[T]):
    """Rows in force from `du` to `au`, both included; no `au`: until further notice."""

    def en_vigueur(self, le: date | OuterRef) -> Self:
        """Those in force on the day `le`."""
        return self.filter(Q(au=None) | Q(au__gte=le), du__lte=le)


def _periodes_disjointes(*cles: str, nom: str) -> ExclusionConstraint:
    """No day on which two rows with the same `cles` are in force. (A range of one number stands for equality.)"""
    return ExclusionConstraint(
        name=nom,
        expressions=(
            *(
                (
                    Func(cle, cle, Value("[]"), function="INT8RANGE", output_field=IntegerRangeField()),
                    RangeOperators.OVERLAPS,
                )
                for cle in cles
            ),
            (
                Func("du", "au", Value("[]"), function="DATERANGE", output_field=DateRangeField()),
                RangeOperators.OVERLAPS,
            ),
        ),
        violation_error_message="Une autre ligne couvre déjà une partie de cette période.",
    )


class Taux(models.Model):
    """One rate of the grid, in euros per copy, over a period: « taux 5 : 5,00 € »."""

    numero = models.PositiveSmallIntegerField("numéro du taux", validators=[MinValueValidator(1)])
    montant = models.DecimalField(
        "euros par copie", max_digits=6, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    du = models.DateField("en vigueur du")
    au = models.DateField("au", null=True, blank=True, help_text="Vide : jusqu'à nouvel ordre")
    reference = models.CharField("texte de référence", max_length=120, blank=True)

    objects = PeriodeQuerySet.as_manager()

    class Meta:
        verbose_name = "taux"
        verbose_name_plural = "taux"
        ordering = ("numero", "-du")
        constraints = (
            models.CheckConstraint(condition=Q(montant__gte=0), name="taux_positif"),
            models.CheckConstraint(condition=Q(au=None) | Q(du__lte=F("au")), name="taux_dates_en_ordre"),
            _periodes_disjointes("numero", nom="taux_periodes_disjointes"),
        )

    def __str__(self) -> str:
        return f"taux {self.numero} : {self.montant} €"


class Activite(models.IntegerChoices):
    """What is paid. Santorin announces the marking of copies; the rest is declared elsewhere."""

    CORRECTION = 1, "Correction de copies"


class Tarif(models.Model):
    """Which rate of the grid an examen gives to an activity, over a period."""

    examen = models.ForeignKey(Examen, models.PROTECT, related_name="tarifs")
    activite = models.PositiveSmallIntegerField("activité", choices=Activite, default=Activite.CORRECTION)
    numero = models.PositiveSmallIntegerField("numéro du taux", validators=[MinValueValidator(1)])
    du = models.DateField("en vigueur du")
    au = models.DateField("au", null=True, blank=True, help_text="Vide : jusqu'à nouvel ordre")

    objects = PeriodeQuerySet.as_manager()

    class Meta:
        verbose_name = "tarif"
        ordering = ("examen", "-du")
        constraints = (
            models.CheckConstraint(condition=Q(au=None) | Q(du__lte=F("au")), name="tarif_dates_en_ordre"),
            _periodes_disjointes("examen", "activite", nom="tarif_periodes_disjointes"),
        )

    def __str__(self) -> str:
        return f"{self.examen} : taux {self.numero}"
