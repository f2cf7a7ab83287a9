"""The outbox: what leaves, batch by batch, and what was answered, mark by mark (CLO-04 to CLO-15)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.copies.models import Composition, Correcteur, Epreuve, Note
from santorin.referentiel.models import Etablissement
from santorin.traitements.models import Traitement
from santorin.transmission.destinataires import StatutNote, StatutServiceFait
from santorin.transmission.etats import ECARTS_ATTENDUS, Acte, Destinataire, MotifEcart, Raison

STATUTS_NOTE = [
    ("", "Sans réponse"),
    (StatutNote.ENREGISTREE.value, "Enregistrée"),
    (StatutNote.INCHANGEE.value, "Inchangée"),
    (StatutNote.CONSERVEE.value, "Non reprise\u00a0: la saisie de Cyclades est conservée"),
    (StatutNote.REJETEE.value, "Rejetée"),
]
STATUTS_SERVICE_FAIT = [
    ("", "Sans réponse"),
    (StatutServiceFait.ENREGISTRE.value, "Enregistré"),
    (StatutServiceFait.INCHANGE.value, "Inchangé"),
    (StatutServiceFait.REJETE.value, "Rejeté"),
]


class Transmission(models.Model):
    """One run: the marks and services faits that leave together, for one portée; at most one is open per épreuve."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    epreuve = models.ForeignKey(Epreuve, models.PROTECT, related_name="transmissions", verbose_name="épreuve")
    etablissement = models.ForeignKey(
        Etablissement, models.PROTECT, null=True, related_name="+", verbose_name="établissement"
    )
    acte = models.CharField(max_length=14, choices=Acte)
    traitement = models.OneToOneField(Traitement, models.PROTECT, null=True, related_name="transmission")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField("date")
    totale = models.BooleanField(help_text="Les absences partent aussi")
    protege = models.BooleanField("DI et 0 saisis conservés")
    lots_verrouilles = models.PositiveIntegerField("lots verrouillés alors", default=0)
    dernier_verrouillage = models.DateTimeField("dernier verrouillage alors", null=True)
    terminee_le = models.DateTimeField("terminée le", null=True)

    class Meta:
        verbose_name = "transmission"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("epreuve",),
                condition=Q(terminee_le=None),
                name="transmission_une_ouverte_par_epreuve",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_acte_display()} du {self.le:%d/%m/%Y %H:%M}"


class Envoi(models.Model):
    """One batch: its identifier never changes, however often it is sent."""

    transmission = models.ForeignKey(Transmission, models.PROTECT, related_name="envois", db_index=False)
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
    """One mark as it was sent, word for word, and its acknowledgement; its time is the batch's (CLO-04, CLO-06)."""

    envoi = models.ForeignKey(Envoi, models.PROTECT, related_name="notes")
    note = models.ForeignKey(Note, models.PROTECT, related_name="envois", db_index=False)
    candidat = models.CharField("numéro candidat", max_length=11)
    inscription = models.CharField("numéro d'inscription", max_length=3)
    valeur = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    code = models.CharField(max_length=3, null=True)
    version = models.PositiveIntegerField()
    raison = models.CharField(max_length=8, choices=Raison)
    statut = models.CharField(max_length=12, choices=STATUTS_NOTE, default="", db_default="")
    motif = models.CharField(max_length=30, blank=True, default="", db_default="")
    message = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "note envoyée"
        verbose_name_plural = "notes envoyées"
        constraints = (
            models.UniqueConstraint(fields=("note", "version"), name="note_envoyee_version_unique"),
            models.CheckConstraint(
                condition=Q(valeur__isnull=False, code=None) | Q(valeur=None, code__isnull=False),
                name="note_envoyee_valeur_ou_code",
            ),
        )

    def __str__(self) -> str:
        return f"{self.candidat} - {self.inscription} v{self.version}"


class ServiceFaitEnvoye(models.Model):
    """One service fait as it was sent, and its acknowledgement (IMA-01)."""

    envoi = models.ForeignKey(Envoi, models.PROTECT, related_name="services_faits")
    epreuve = models.ForeignKey(
        Epreuve, models.PROTECT, related_name="services_faits_envoyes", verbose_name="épreuve"
    )
    correcteur = models.ForeignKey(
        Correcteur, models.PROTECT, related_name="services_faits_envoyes", db_index=False
    )
    intervenant = models.CharField("numéro d'intervenant", max_length=12)
    nom = models.CharField(max_length=200)
    nombre_de_copies = models.PositiveIntegerField()
    du = models.DateField()
    au = models.DateField()
    version = models.PositiveIntegerField()
    statut = models.CharField(max_length=12, choices=STATUTS_SERVICE_FAIT, default="", db_default="")
    motif = models.CharField(max_length=40, blank=True, default="", db_default="")
    message = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "service fait envoyé"
        verbose_name_plural = "services faits envoyés"
        constraints = (
            models.UniqueConstraint(
                fields=("correcteur", "epreuve", "version"), name="service_fait_envoye_version_unique"
            ),
            models.CheckConstraint(condition=Q(du__lte=models.F("au")), name="service_fait_envoye_du_au"),
        )

    def __str__(self) -> str:
        return f"{self.nom}\u00a0: {self.nombre_de_copies}"


class Rapprochement(models.Model):
    """CLO-14: one comparison of Santorin and Cyclades on a whole épreuve.

    `instant` is Cyclades' clock when it began: what changes after it is asked to Cyclades (CLO-11).
    """

    epreuve = models.ForeignKey(
        Epreuve, models.PROTECT, related_name="rapprochements", verbose_name="épreuve"
    )
    traitement = models.OneToOneField(Traitement, models.PROTECT, null=True, related_name="rapprochement")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField("date")
    instant = models.DateTimeField("horloge de Cyclades")
    arretees = models.PositiveIntegerField("notes arrêtées dans Santorin")
    detenues = models.PositiveIntegerField("notes détenues par Cyclades")

    class Meta:
        verbose_name = "rapprochement"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Rapprochement du {self.le:%d/%m/%Y %H:%M}"


class EcartQuerySet(models.QuerySet["Ecart"]):
    """Differences."""

    def inattendus(self) -> Self:
        """CLO-14: those that no rule explains."""
        return self.exclude(motif__in=ECARTS_ATTENDUS)


class Ecart(models.Model):
    """CLO-14: one candidate of whom Santorin and Cyclades do not say the same, and why."""

    rapprochement = models.ForeignKey(Rapprochement, models.CASCADE, related_name="ecarts")
    composition = models.ForeignKey(Composition, models.PROTECT, null=True, related_name="+")
    candidat = models.CharField("numéro candidat", max_length=11)
    inscription = models.CharField("numéro d'inscription", max_length=3)
    valeur = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    code = models.CharField(max_length=3, null=True)
    version = models.PositiveIntegerField(null=True)
    cyclades_valeur = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    cyclades_code = models.CharField(max_length=3, null=True)
    cyclades_origine = models.CharField(max_length=8, blank=True)
    motif = models.CharField(max_length=16, choices=MotifEcart)
    precision = models.CharField("précision", max_length=300, blank=True)

    objects = EcartQuerySet.as_manager()

    class Meta:
        verbose_name = "écart"
        constraints = (
            models.UniqueConstraint(
                fields=("rapprochement", "candidat", "inscription"), name="ecart_un_par_candidat"
            ),
        )

    def __str__(self) -> str:
        return f"{self.candidat} - {self.inscription}\u00a0: {self.get_motif_display()}"
