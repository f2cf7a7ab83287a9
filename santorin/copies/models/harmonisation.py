"""What the coordinateur changes in copies: one by one, with a reason (HAR-05), or by a rule (HAR-13)."""

import uuid
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.copies.models.copie import Copie, Correction


class InterventionQuerySet(models.QuerySet["Intervention"]):
    """Interventions."""

    def faites(self) -> Self:
        """Those that changed something: one opened for nothing says nothing."""
        return self.filter(changee_le__isnull=False)

    def en_vigueur(self) -> Self:
        """Those that the marker has not marked over since."""
        return self.faites().filter(ecartee_le=None)


class Intervention(models.Model):
    """What the coordinateur changed in one marking for one reason; the marking as it was before is kept (HAR-05).

    `etat_avant` holds the marks by question and the appréciation; the annotations' log only grows, so that its last
    entry before (`annotation_avant`, 0 when there was none) gives back what the pages showed. `ajustement_avant` is what
    rules had added to `note_avant` by then: the rest is the marker's own mark.
    """

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="interventions")
    cle = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    motif = models.TextField()
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField("date")
    etat_avant = models.JSONField("correction avant")
    annotation_avant = models.BigIntegerField("dernière annotation avant")
    note_avant = models.DecimalField("note avant", max_digits=6, decimal_places=2)
    ajustement_avant = models.DecimalField("ajustement avant", max_digits=6, decimal_places=2, default=0)
    note_apres = models.DecimalField("note après", max_digits=6, decimal_places=2, null=True)
    changee_le = models.DateTimeField("changée le", null=True)
    ecartee_le = models.DateTimeField("écartée le", null=True, help_text="Recorrigée après un déverrouillage")

    objects = InterventionQuerySet.as_manager()

    class Meta:
        verbose_name = "intervention du coordinateur"
        verbose_name_plural = "interventions du coordinateur"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(motif=""), name="intervention_motivee"),
            models.CheckConstraint(
                condition=Q(changee_le=None, note_apres=None)
                | Q(changee_le__isnull=False, note_apres__isnull=False),
                name="intervention_changee_a_une_note",
            ),
        )

    def __str__(self) -> str:
        return f"Intervention sur {self.correction.nom_anonyme}"

    @property
    def note_sans_regle(self) -> Decimal:
        """The mark that it found, without what rules had added."""
        return self.note_avant - self.ajustement_avant


class Ajustement(models.Model):
    """What rules add to the mark of a copy, in points of the épreuve (HAR-13); none of it once the copy is re-marked."""

    copie = models.OneToOneField(Copie, models.PROTECT, primary_key=True, related_name="ajustement")
    valeur = models.DecimalField(max_digits=6, decimal_places=2)
    ecarte_le = models.DateTimeField("écarté le", null=True)

    class Meta:
        verbose_name = "ajustement"

    def __str__(self) -> str:
        return f"{self.valeur:+}"
