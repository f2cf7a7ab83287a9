"""The outbox: what leaves, batch by batch, and what was answered, mark by mark (CLO-04 to CLO-15)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.copies.models import Correcteur, Epreuve, Note
from santorin.referentiel.models import Etablissement
from santorin.traitements.models import Traitement


class Acte(models.TextChoices):
    """Which act sends: two callers of one engine."""

    CLOTURE = "cloture", "Clôture"
    HARMONISATION = "harmonisation", "Validation de l'harmonisation"


class Transmission(models.Model):
    """One run: the marks and services faits that leave together, for one portée."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    epreuve = models.ForeignKey(Epreuve, models.PROTECT, related_name="transmissions", verbose_name="épreuve")
    etablissement = models.ForeignKey(
        Etablissement, models.PROTECT, null=True, related_name="+", verbose_name="établissement"
    )
    acte = models.CharField(max_length=13, choices=Acte)
    traitement = models.OneToOneField(Traitement, models.PROTECT, null=True, related_name="transmission")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField("date")
    totale = models.BooleanField(help_text="Les absences partent aussi")
    instant = models.DateTimeField(
        "horloge de Cyclades", null=True, help_text="À partir d'où lui demander ce qui a changé"
    )

    class Meta:
        verbose_name = "transmission"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.get_acte_display()} du {self.le:%d/%m/%Y %H:%M}"


class Destinataire(models.TextChoices):
    """To whom a batch goes."""

    NOTES = "notes", "Cyclades"
    SERVICES_FAITS = "services_faits", "Imag'In"


class Envoi(models.Model):
    """One batch: its identifier never changes, however often it is sent."""

    transmission = models.ForeignKey(Transmission, models.PROTECT, related_name="envois")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    destinataire = models.CharField(max_length=14, choices=Destinataire)
    rang = models.PositiveIntegerField()
    nombre = models.PositiveIntegerField()
    acquitte_le = models.DateTimeField("acquitté le", null=True)
    reponse = models.UUIDField("référence de la réponse", null=True)

    class Meta:
        verbose_name = "envoi"
        ordering = ("transmission", "destinataire", "rang")
        constraints = (
            models.UniqueConstraint(fields=("transmission", "destinataire", "rang"), name="envoi_unique"),
            models.CheckConstraint(
                condition=Q(acquitte_le=None, reponse=None)
                | Q(acquitte_le__isnull=False, reponse__isnull=False),
                name="envoi_acquitte_avec_reponse",
            ),
        )

    def __str__(self) -> str:
        return str(self.uuid)


class NoteEnvoyee(models.Model):
    """One mark of a run, as it was sent, and its acknowledgement."""

    transmission = models.ForeignKey(Transmission, models.PROTECT, related_name="notes")
    envoi = models.ForeignKey(Envoi, models.PROTECT, related_name="notes")
    note = models.ForeignKey(Note, models.PROTECT, related_name="envois")
    valeur = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    code = models.CharField(max_length=3, null=True)
    version = models.PositiveIntegerField()
    statut = models.CharField(max_length=12, blank=True)
    motif = models.CharField(max_length=30, blank=True)
    message = models.CharField(max_length=300, blank=True)
    acquittee_le = models.DateTimeField("acquittée le", null=True)

    class Meta:
        verbose_name = "note envoyée"
        verbose_name_plural = "notes envoyées"
        constraints = (
            models.UniqueConstraint(fields=("note", "version"), name="note_envoyee_version_unique"),
            models.UniqueConstraint(
                fields=("transmission", "note"), name="note_envoyee_une_par_transmission"
            ),
            models.CheckConstraint(
                condition=Q(valeur__isnull=False, code=None) | Q(valeur=None, code__isnull=False),
                name="note_envoyee_valeur_ou_code",
            ),
            models.CheckConstraint(
                condition=Q(statut="", acquittee_le=None) | (~Q(statut="") & Q(acquittee_le__isnull=False)),
                name="note_envoyee_acquittee_avec_statut",
            ),
        )

    def __str__(self) -> str:
        return f"{self.note_id} v{self.version}"


class ServiceFaitEnvoye(models.Model):
    """One service fait of a run, as it was sent, and its acknowledgement (IMA-01)."""

    transmission = models.ForeignKey(Transmission, models.PROTECT, related_name="services_faits")
    envoi = models.ForeignKey(Envoi, models.PROTECT, related_name="services_faits")
    correcteur = models.ForeignKey(Correcteur, models.PROTECT, related_name="services_faits_envoyes")
    nombre_de_copies = models.PositiveIntegerField()
    du = models.DateField()
    au = models.DateField()
    version = models.PositiveIntegerField()
    statut = models.CharField(max_length=12, blank=True)
    motif = models.CharField(max_length=40, blank=True)
    message = models.CharField(max_length=300, blank=True)
    acquitte_le = models.DateTimeField("acquitté le", null=True)

    class Meta:
        verbose_name = "service fait envoyé"
        verbose_name_plural = "services faits envoyés"
        constraints = (
            models.UniqueConstraint(
                fields=("transmission", "correcteur"), name="service_fait_envoye_un_par_transmission"
            ),
            models.CheckConstraint(
                condition=Q(statut="", acquitte_le=None) | (~Q(statut="") & Q(acquitte_le__isnull=False)),
                name="service_fait_envoye_acquitte_avec_statut",
            ),
        )

    def __str__(self) -> str:
        return f"{self.correcteur} : {self.nombre_de_copies}"
