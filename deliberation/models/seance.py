"""Meetings of a jury: who was there, what was changed and why, what came out. The evidence (DEL-06, DEL-14)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.dossier import Decidee, Dossier
from deliberation.models.jury import Jury, Membre


class NatureSeance(models.TextChoices):
    """Why the jury meets."""

    INITIALE = "initiale", "Délibération"
    RECTIFICATION = "rectification", "Rectification d'une erreur matérielle"


class Seance(models.Model):
    """One meeting. The first one opens with state 210; the others correct a material error after publication."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="seances")
    rang = models.PositiveSmallIntegerField()
    nature = models.CharField(max_length=13, choices=NatureSeance)
    motif = models.CharField(max_length=500, blank=True)
    ouverte_le = models.DateTimeField()
    ouverte_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    close_le = models.DateTimeField(null=True, blank=True)
    close_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "séance"
        ordering = ("jury", "rang")
        constraints = (
            models.UniqueConstraint(fields=("jury", "rang"), name="deliberation_seance_rang"),
            models.UniqueConstraint(
                fields=("jury",), condition=Q(close_le=None), name="deliberation_une_seance_ouverte"
            ),
            models.CheckConstraint(
                condition=Q(nature="initiale", rang=1)
                | (Q(nature="rectification", rang__gt=1) & ~Q(motif="")),
                name="deliberation_seance_motivee",
            ),
            models.CheckConstraint(
                condition=Q(close_le=None, close_par=None)
                | Q(close_le__isnull=False, close_par__isnull=False),
                name="deliberation_seance_close_par",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_nature_display()} n°\u00a0{self.rang}"


class Presence(models.Model):
    """Whether a member sat at a meeting. No row: not recorded yet."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="presences")
    membre = models.ForeignKey(Membre, models.PROTECT, related_name="presences")
    present = models.BooleanField("présent")

    class Meta:
        verbose_name = "présence"
        constraints = (
            models.UniqueConstraint(fields=("seance", "membre"), name="deliberation_presence_unique"),
        )


class Modification(models.Model):
    """A mark, or the jury's points, changed in deliberation. A trigger refuses any change or deletion (DEL-06).

    `cle` is the épreuve's code, « ECT:a » for a part of the épreuve de contrôle, « POINTS » for the jury's points.
    The mark that Cyclades holds stays as it was: the jury's one prevails over it here.
    """

    seance = models.ForeignKey(Seance, models.PROTECT, related_name="modifications")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="modifications")
    cle = models.CharField(max_length=12)
    libelle = models.CharField("libellé", max_length=160)
    avant = models.CharField(max_length=20, blank=True)
    valeur = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    code = models.CharField(max_length=3, null=True)
    motif = models.CharField(max_length=500)
    auteur = models.ForeignKey(Membre, models.PROTECT, related_name="+")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    le = models.DateTimeField()

    class Meta:
        verbose_name = "note modifiée en délibération"
        verbose_name_plural = "notes modifiées en délibération"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(motif=""), name="deliberation_modification_motivee"),
            models.CheckConstraint(
                condition=Q(valeur__isnull=False, code=None) | Q(valeur=None, code__isnull=False),
                name="deliberation_modification_valeur_ou_code",
            ),
        )
        indexes = (models.Index(fields=("dossier", "cle", "id"), name="deliberation_modif_cle"),)


class Resultat(models.Model):
    """What a meeting decided about a candidate, whole and frozen: what a transcript prints (DEL-13, DEL-14).

    `numero` is the transcript's version: a rectification adds one. A trigger refuses any change or deletion.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="resultats")
    numero = models.PositiveSmallIntegerField("version")
    seance = models.ForeignKey(Seance, models.PROTECT, related_name="resultats")
    decision = models.CharField("décision", max_length=10, choices=Decidee)
    propose = models.CharField("décision calculée", max_length=80)
    moyenne = models.CharField(max_length=20, blank=True)
    mention = models.CharField(max_length=60, blank=True)
    reglement = models.CharField("version du règlement", max_length=80)
    notes = models.JSONField()
    fiche = models.JSONField()
    etabli_le = models.DateTimeField("établi le")

    class Meta:
        verbose_name = "résultat"
        ordering = ("dossier", "numero")
        constraints = (
            models.UniqueConstraint(fields=("dossier", "numero"), name="deliberation_resultat_version"),
        )
