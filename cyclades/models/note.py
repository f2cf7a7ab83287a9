"""The marks that Cyclades holds, and every value they had before."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cyclades.models.candidature import Inscription
from cyclades.models.epreuve import Epreuve
from santorin.referentiel.valeur import Valeur

VALEUR_OU_CODE = Q(valeur__isnull=False, code=None) | Q(valeur=None, code__isnull=False)


class Origine(models.TextChoices):
    """Where a mark comes from. It is printed wherever the mark is evidence.

    A calculated mark follows its composantes; a bénéfice is kept from an earlier session; a provisional one holds
    the place of a mark that is awaited, and gives way to it.
    """

    SAISIE = "SAISIE", "Saisie à la main"
    SANTORIN = "SANTORIN", "Transmise par Santorin"
    CALCULEE = "CALCULEE", "Calculée"
    BENEFICE = "BENEFICE", "Bénéfice"
    PROVISOIRE = "PROVISOIRE", "Provisoire"


class Note(models.Model):
    """The mark of one candidate at one épreuve: a number or a code, never both (CYC-02).

    `version` is the last one received from Santorin, 0 when there is none. `modifiee_le` is the database's clock,
    read after the row's lock: what changed since an instant is asked from it (CLO-11), see `lectures.detenues`.
    """

    inscription = models.OneToOneField(
        Inscription, models.PROTECT, primary_key=True, related_name="note", db_constraint=False
    )
    epreuve = models.ForeignKey(
        Epreuve,
        models.PROTECT,
        related_name="notes",
        verbose_name="épreuve",
        db_constraint=False,
        db_index=False,
    )
    valeur = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    code = models.CharField(max_length=3, null=True)
    origine = models.CharField(max_length=10, choices=Origine)
    version = models.PositiveIntegerField(default=0)
    motif = models.CharField("motif de la saisie", max_length=500, blank=True)
    modifiee_le = models.DateTimeField("modifiée le")
    modifiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="modifiée par",
        db_index=False,
    )

    class Meta:
        verbose_name = "note dans Cyclades"
        verbose_name_plural = "notes dans Cyclades"
        constraints = (
            models.CheckConstraint(condition=VALEUR_OU_CODE, name="cyclades_note_valeur_ou_code"),
            models.CheckConstraint(
                condition=Q(valeur=None) | Q(valeur__gte=0), name="cyclades_note_positive"
            ),
            models.CheckConstraint(
                condition=(Q(origine__in=("SAISIE", "BENEFICE", "PROVISOIRE")) & ~Q(motif=""))
                | Q(origine="CALCULEE", motif="")
                | Q(origine="SANTORIN", motif="", version__gte=1),
                name="cyclades_note_origine",
            ),
            # A provisional mark and a kept one are numbers: a code is a decision.
            models.CheckConstraint(
                condition=~Q(origine__in=("BENEFICE", "PROVISOIRE")) | Q(code=None),
                name="cyclades_note_nombre",
            ),
        )
        indexes = (
            models.Index(fields=("epreuve", "modifiee_le", "inscription"), name="cyclades_note_modifiee"),
            models.Index(fields=("epreuve", "inscription"), name="cyclades_note_epreuve"),
        )

    def __str__(self) -> str:
        return str(self.donnee)

    @property
    def donnee(self) -> Valeur:
        """The value, as people and other systems know it."""
        return Valeur(nombre=self.valeur, code=self.code)


class NoteAnterieure(models.Model):
    """A value that a mark had, who had put it, and who replaced it. A trigger refuses any change or deletion."""

    inscription = models.ForeignKey(
        Inscription, models.PROTECT, related_name="notes_anterieures", db_index=False
    )
    valeur = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    code = models.CharField(max_length=3, null=True)
    origine = models.CharField(max_length=10, choices=Origine)
    version = models.PositiveIntegerField()
    motif = models.CharField("motif de la saisie", max_length=500, blank=True)
    depuis = models.DateTimeField()
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    remplacee_le = models.DateTimeField("remplacée le")
    remplacee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="remplacée par",
        db_index=False,
    )

    class Meta:
        verbose_name = "note antérieure"
        verbose_name_plural = "notes antérieures"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=VALEUR_OU_CODE, name="cyclades_note_anterieure_valeur_ou_code"),
        )
        indexes = (models.Index(fields=("inscription", "id"), name="cyclades_note_anterieure_fil"),)

    def __str__(self) -> str:
        return str(self.donnee)

    @property
    def donnee(self) -> Valeur:
        """The value, as people and other systems know it."""
        return Valeur(nombre=self.valeur, code=self.code)
