"""The functional parameters of an épreuve (PAR-01 to PAR-04)."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from santorin.copies.models.epreuve import Epreuve


class TypeLots(models.TextChoices):
    """PAR-02: one marking, or two independent ones."""

    SIMPLE = "simple", "SIMPLE"
    DOUBLE = "double", "DOUBLE"


class Parametrage(models.Model):
    """PAR-02: what is set for one épreuve, with the customer's defaults."""

    epreuve = models.OneToOneField(Epreuve, models.CASCADE, primary_key=True, related_name="parametrage")
    emargement_en_masse = models.BooleanField("émargement en masse", default=False)
    niveau_validation = models.PositiveSmallIntegerField(
        "niveau de validation (%)", default=20, validators=[MaxValueValidator(100)]
    )
    type_lots = models.CharField("type de lots", max_length=6, choices=TypeLots, default=TypeLots.SIMPLE)
    ecart_tolere = models.DecimalField(
        "écart toléré entre deux corrections",
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        db_default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text="Lots DOUBLE. En points de l’épreuve. Au-delà, les correcteurs se concertent",
    )
    affichage_note = models.PositiveSmallIntegerField(
        "affichage note sur", default=20, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    appreciation = models.BooleanField("appréciation obligatoire", default=False)
    bareme_anonyme = models.BooleanField("barème anonyme", default=False)
    export_appreciation = models.BooleanField("export – appréciation", default=True)
    export_detail_notes = models.BooleanField("export – détail des notes", default=True)
    export_annotations = models.BooleanField("export – annotations", default=False)
    cloture_par_etablissement = models.BooleanField("clôture par les établissements", default=False)
    protege_saisies = models.BooleanField(
        "DI et 0 saisis dans Cyclades conservés",
        default=True,
        help_text="Ne peut être levé que pour une clôture ponctuelle",
    )

    class Meta:
        verbose_name = "paramétrage"
        constraints = (
            models.CheckConstraint(
                condition=Q(niveau_validation__lte=100), name="parametrage_niveau_est_un_pourcentage"
            ),
            models.CheckConstraint(
                condition=Q(affichage_note__gte=1, affichage_note__lte=1000), name="parametrage_echelle"
            ),
            models.CheckConstraint(condition=Q(ecart_tolere__gte=0), name="parametrage_ecart_positif"),
        )

    def __str__(self) -> str:
        return f"Paramétrage de {self.epreuve}"
