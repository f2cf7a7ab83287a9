"""One narrow row per copy that may be harmonised: what the list filters and sorts, and nobody's identity (HAR-03)."""

from django.db import models

from santorin.copies.models import Copie, Correcteur, Epreuve


class Harmonisee(models.IntegerChoices):
    """What was done to the mark of a copy after its marker."""

    NON = 0, "Non harmonisée"
    UNITE = 1, "À l’unité"
    REGLE = 2, "Par une règle"
    LES_DEUX = 3, "À l’unité et par une règle"
    ECARTEE = 4, "Recorrigée depuis"


class CopieHarmonisable(models.Model):
    """A copy of a locked lot, with its mark; no field of it would lead to a name (HAR-03).

    Written by triggers only (migration 0002): it never says otherwise than the tables it is drawn from.
    """

    copie = models.OneToOneField(
        Copie, models.CASCADE, primary_key=True, related_name="harmonisable", db_constraint=False
    )
    cle = models.UUIDField("clé")
    epreuve = models.ForeignKey(
        Epreuve, models.CASCADE, related_name="harmonisables", db_index=False, db_constraint=False
    )
    note = models.DecimalField(max_digits=6, decimal_places=2)
    departement = models.CharField("département", max_length=3)
    etablissement = models.CharField("UAI de l'établissement", max_length=8)
    correcteur = models.ForeignKey(
        Correcteur, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    # Bytes decide the order: a beginning of a name is then found in the index, and pages follow it.
    correcteur_nom = models.CharField("correcteur", max_length=202, db_collation="C")
    second_correcteur = models.ForeignKey(
        Correcteur, models.CASCADE, related_name="+", null=True, db_index=False, db_constraint=False
    )
    sujet = models.CharField(max_length=20)
    lot = models.PositiveIntegerField()
    signalee = models.BooleanField("signalée")
    harmonisee = models.PositiveSmallIntegerField("harmonisée", choices=Harmonisee)

    class Meta:
        verbose_name = "copie harmonisable"
        verbose_name_plural = "copies harmonisables"
        # Each is an order of the list; those that hold the mark are read alone by the statistics (HAR-02).
        indexes = (
            models.Index(fields=("epreuve", "note", "copie"), name="harmonisable_note"),
            models.Index(
                fields=("epreuve", "etablissement", "copie"),
                include=("note",),
                name="harmonisable_etablissement",
            ),
            models.Index(
                fields=("epreuve", "departement", "etablissement", "copie"),
                include=("note",),
                name="harmonisable_departement",
            ),
            models.Index(fields=("epreuve", "correcteur_nom", "copie"), name="harmonisable_correcteur_nom"),
            models.Index(
                fields=("epreuve", "sujet", "lot", "copie"), include=("note",), name="harmonisable_sujet"
            ),
            models.Index(fields=("epreuve", "lot", "copie"), include=("note",), name="harmonisable_lot"),
            models.Index(
                fields=("epreuve", "signalee", "sujet", "lot", "copie"), name="harmonisable_signalee"
            ),
            models.Index(
                fields=("epreuve", "harmonisee", "sujet", "lot", "copie"), name="harmonisable_harmonisee"
            ),
            models.Index(
                fields=("epreuve", "correcteur", "copie"), include=("note",), name="harmonisable_correcteur"
            ),
            models.Index(fields=("epreuve", "cle"), name="harmonisable_cle"),
        )

    def __str__(self) -> str:
        return self.nom

    @property
    def nom(self) -> str:
        """« Copie 7F3A », as its marker calls it."""
        return f"Copie {self.cle.hex[:4].upper()}"
