"""Long jobs: one table for all (TRA-01, TRA-02)."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from santorin.comptes.droits import Profil
from santorin.comptes.models import Jeton, Utilisateur
from santorin.referentiel.models import Academie, Etablissement


class EtatTraitement(models.TextChoices):
    """Where a job stands."""

    DEMANDE = "demande", "En attente"
    EN_COURS = "en_cours", "En cours"
    SUSPENDU = "suspendu", "Suspendu, reprise automatique prévue"
    REUSSI = "reussi", "Terminé"
    INCOMPLET = "incomplet", "Terminé avec des anomalies"
    REFUSE = "refuse", "Refusé"
    ECHOUE = "echoue", "Échoué"
    ANNULE = "annule", "Annulé"


ACTIFS = (EtatTraitement.DEMANDE, EtatTraitement.EN_COURS, EtatTraitement.SUSPENDU)


class TraitementQuerySet(models.QuerySet["Traitement"]):
    """Jobs."""

    def actifs(self) -> Self:
        """Those not ended."""
        return self.filter(etat__in=ACTIFS)

    def pour(self, utilisateur: Utilisateur) -> Self:
        """One's own, and for a gestionnaire those of the académie."""
        academies = [
            h.academie_id for h in utilisateur.habilitations_actives if h.profil == Profil.GESTIONNAIRE
        ]
        return self.filter(Q(demande_par=utilisateur) | Q(academie__in=academies))

    def du_jeton(self, jeton: Jeton) -> Self:
        """API-01: of one's own and the académie's, those of the place of the token's habilitation, or of no place."""
        habilitation = jeton.habilitation
        siens = self.pour(habilitation.utilisateur)
        if habilitation.profil == Profil.ADMINISTRATEUR:
            return siens
        lieu = Q(academie=None, etablissement=None)
        if habilitation.academie_id:
            lieu |= Q(academie=habilitation.academie_id)
        if habilitation.etablissement_id:
            lieu |= Q(etablissement=habilitation.etablissement_id)
        return siens.filter(lieu)

    def a_relancer(self, le: datetime, silence: timedelta) -> Self:
        """TRA-02: those whose worker died, whose message was lost, or whose hour of resumption has come."""
        return self.filter(
            Q(etat=EtatTraitement.EN_COURS, battement_le__lt=le - silence)
            | Q(etat=EtatTraitement.DEMANDE, envoye_le__lt=le - max(silence, timedelta(seconds=30)))
            | Q(etat=EtatTraitement.SUSPENDU, reprise_le__lte=le)
        )


class Traitement(models.Model):
    """A long job: who asked, on what, where it stands, what it produced (TRA-01)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tache = models.CharField("tâche", max_length=120)
    libelle = models.CharField("libellé", max_length=200)
    objet = models.CharField("objet du travail", max_length=120)
    parametres = models.JSONField("paramètres", default=dict)
    academie = models.ForeignKey(
        Academie, models.PROTECT, null=True, related_name="+", verbose_name="académie"
    )
    etablissement = models.ForeignKey(
        Etablissement, models.PROTECT, null=True, related_name="+", verbose_name="établissement"
    )
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="traitements", verbose_name="demandé par"
    )
    demande_le = models.DateTimeField("demandé le")
    etat = models.CharField("état", max_length=10, choices=EtatTraitement, default=EtatTraitement.DEMANDE)
    envoye_le = models.DateTimeField("confié à l'ouvrier le")
    debut = models.DateTimeField("début", null=True)
    fin = models.DateTimeField(null=True)
    fait = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    message = models.TextField(blank=True)
    serveur = models.CharField(max_length=120, blank=True)
    planificateur = models.CharField(max_length=120, blank=True)
    jeton = models.UUIDField(null=True, editable=False)
    battement_le = models.DateTimeField("dernier signe de vie", null=True)
    reprise_le = models.DateTimeField("reprise prévue le", null=True)
    tentatives = models.PositiveIntegerField(default=0)
    annulation_demandee = models.BooleanField("annulation demandée", default=False)

    objects = TraitementQuerySet.as_manager()

    class Meta:
        verbose_name = "traitement"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("objet",), condition=Q(etat__in=ACTIFS), name="traitement_un_seul_actif_par_objet"
            ),
            models.CheckConstraint(
                condition=Q(etat__in=ACTIFS, fin=None) | (~Q(etat__in=ACTIFS) & Q(fin__isnull=False)),
                name="traitement_fini_a_une_fin",
            ),
            models.CheckConstraint(
                condition=~Q(etat="en_cours") | Q(jeton__isnull=False, battement_le__isnull=False),
                name="traitement_en_cours_bat",
            ),
        )
        indexes = (models.Index(fields=("etat", "battement_le"), name="traitement_etat_battement"),)

    def __str__(self) -> str:
        return self.libelle

    def get_absolute_url(self) -> str:
        return reverse("traitements:detail", args=[self.uuid])

    @property
    def est_actif(self) -> bool:
        """Whether it still has to end."""
        return self.etat in ACTIFS

    @property
    def duree(self) -> timedelta | None:
        """Time since its first start, until its end or now."""
        return None if self.debut is None else (self.fin or timezone.now()) - self.debut

    @property
    def pourcentage(self) -> int:
        """Share done, 0 to 100."""
        return min(100, self.fait * 100 // self.total) if self.total else 0

    @property
    def debit(self) -> float | None:
        """Things done per second since the start, or None as long as nothing can be said."""
        if self.debut is None or not self.fait or not self.duree:
            return None
        return self.fait / self.duree.total_seconds()

    @property
    def reste(self) -> timedelta | None:
        """Time left at the present rate, or None."""
        if not self.debit or self.etat != EtatTraitement.EN_COURS:
            return None
        return timedelta(seconds=max(0, self.total - self.fait) / self.debit)

    @property
    def peut_annuler(self) -> bool:
        """TRA-01: an active job may be cancelled."""
        return self.est_actif and not self.annulation_demandee

    @property
    def peut_relancer(self) -> bool:
        """TRA-01: an ended job that did not do all may be run again."""
        return self.etat in (
            EtatTraitement.ECHOUE,
            EtatTraitement.ANNULE,
            EtatTraitement.REFUSE,
            EtatTraitement.INCOMPLET,
        )


class Niveau(models.TextChoices):
    """How serious a line of the journal of a job is."""

    INFO = "info", "Information"
    ALERTE = "alerte", "Alerte"
    ERREUR = "erreur", "Erreur"


class Ligne(models.Model):
    """A line of the compte rendu."""

    traitement = models.ForeignKey(Traitement, models.CASCADE, related_name="lignes")
    le = models.DateTimeField("date")
    niveau = models.CharField(max_length=6, choices=Niveau, default=Niveau.INFO)
    texte = models.TextField()

    class Meta:
        verbose_name = "ligne de compte rendu"
        verbose_name_plural = "lignes de compte rendu"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.texte


# The type of a file given with the request, as opposed to one that the job makes.
PIECE = "piece"


def chemin_document(document: "Document", nom: str) -> str:
    """Where a document is stored: nothing in the path can be guessed."""
    return f"documents/{document.traitement.uuid}/{uuid.uuid4()}"


class Document(models.Model):
    """A file made by a job, or given to it."""

    traitement = models.ForeignKey(Traitement, models.CASCADE, related_name="documents")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    nom = models.CharField(max_length=200)
    type = models.CharField(max_length=80)
    taille = models.PositiveBigIntegerField("taille en octets")
    # Empty until a big file's bytes, moved without being read, were read once (`sceller`).
    sha256 = models.CharField(max_length=64, blank=True)
    validateur = models.CharField(max_length=64, blank=True, db_default="")
    fichier = models.FileField(upload_to=chemin_document, max_length=200)

    class Meta:
        verbose_name = "document"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.nom

    @property
    def empreinte(self) -> str:
        """What names these bytes, the same from the document's first minute on: a cut download relies on it."""
        return self.validateur or self.sha256

    @property
    def url(self) -> str:
        """Where it is downloaded; the right is checked each time (SEC-02)."""
        return reverse("traitements:document", args=[self.uuid])
