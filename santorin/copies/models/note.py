"""The mark that Santorin holds for a candidate: what leaves for Cyclades."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from santorin.copies.models.candidat import Composition
from santorin.copies.models.epreuve import Epreuve
from santorin.referentiel.valeur import ABSENT, Valeur


class NoteQuerySet(models.QuerySet["Note"]):
    """Marks."""

    def arretees(self) -> Self:
        """Those whose lot is locked, and the AB of those signed as absent."""
        return self.filter(arretee=True)

    def a_transmettre(self) -> Self:
        """CLO-11: settled, and not acknowledged in their present version: read from a partial index."""
        return self.filter(arretee=True, version__gt=F("version_acquittee"))

    def absences(self) -> Self:
        """CLO-09: the AB."""
        return self.filter(code=ABSENT)

    def chiffrees(self) -> Self:
        """Those that are numbers."""
        return self.filter(valeur__isnull=False)


class Note(models.Model):
    """One mark per sitting: a number or a code; its version grows with each change of value (CLO-11)."""

    composition = models.OneToOneField(Composition, models.PROTECT, related_name="note")
    epreuve = models.ForeignKey(
        Epreuve, models.PROTECT, related_name="notes", verbose_name="épreuve", db_index=False
    )
    valeur = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    code = models.CharField(max_length=3, null=True)
    arretee = models.BooleanField("arrêtée", default=True, help_text="Lot verrouillé, ou absence émargée")
    arretee_le = models.DateTimeField("arrêtée le")
    arretee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="arrêtée par",
        # Millions of rows written by the thousand: nobody looks for the marks that one person settled.
        db_index=False,
    )
    version = models.PositiveIntegerField(default=1)
    version_acquittee = models.PositiveIntegerField("version acquittée", default=0)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = "note"
        constraints = (
            models.CheckConstraint(
                condition=Q(valeur__isnull=False, code=None) | Q(valeur=None, code__isnull=False),
                name="note_valeur_ou_code",
            ),
            models.CheckConstraint(condition=Q(valeur=None) | Q(valeur__gte=0), name="note_positive"),
            models.CheckConstraint(
                condition=Q(version_acquittee__lte=F("version")), name="note_version_acquittee_connue"
            ),
        )
        indexes = (
            models.Index(
                fields=("epreuve", "id"),
                condition=Q(arretee=True, version__gt=F("version_acquittee")),
                name="note_a_transmettre",
            ),
            models.Index(fields=("epreuve", "valeur"), name="note_par_epreuve"),
        )

    def __str__(self) -> str:
        return str(self.donnee)

    @property
    def donnee(self) -> Valeur:
        """The value, as people and other systems know it."""
        return Valeur(nombre=self.valeur, code=self.code)
