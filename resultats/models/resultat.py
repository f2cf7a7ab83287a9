"""What was proclaimed for a candidature, whole and frozen: what lists, extractions and transcripts print (RES-06)."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef

from cyclades.models import Candidature
from santorin.traitements.models import Traitement


class DecisionProclamee(models.TextChoices):
    """The outcome, by the names of the règlement's issues; « en attente » is no result."""

    ADMIS = "ADMIS", "Admis"
    AUTORISE = "AUTORISE", "Autorisé à se présenter au second groupe"
    AJOURNE = "AJOURNE", "Ajourné"
    ELIMINE = "ELIMINE", "Éliminé"
    NON_DELIVRABLE = "NON_DELIVRABLE", "Diplôme non délivrable"
    SANS_DECISION_FINALE = "SANS_DECISION_FINALE", "Sans décision finale"


class ResultatQuerySet(models.QuerySet["ResultatProclame"]):
    """Results."""

    def derniers(self) -> Self:
        """The last version of each candidature."""
        suivants = ResultatProclame.objects.filter(
            candidature=OuterRef("candidature"), numero__gt=OuterRef("numero")
        )
        return self.filter(~Exists(suivants))

    def affichables(self) -> Self:
        """RES-03, RES-08: neither présumés fraudeurs nor liste rouge."""
        return self.filter(candidature__fraude_presumee=False, candidature__liste_rouge=False)


class ResultatProclame(models.Model):
    """One version of a candidature's result; a new one only when something changed. A trigger refuses any change.

    `libelle` is the règlement's own word for the decision (« Refusé »), `affichage` the mean or the total as people
    read it. `epreuves`: [{code, libelle, groupe, note, coefficient, points, position, provenance}], all text as
    printed; `fiche`: the steps of the calculation, as deliberation.Resultat keeps them. `empreinte`: SHA-256 of all
    that is proclaimed.
    """

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="resultats")
    numero = models.PositiveSmallIntegerField("version")
    decision = models.CharField("décision", max_length=20, choices=DecisionProclamee)
    libelle = models.CharField("libellé", max_length=80)
    affichage = models.CharField("moyenne ou total", max_length=20, blank=True)
    mention = models.CharField(max_length=60, blank=True)
    certificat = models.CharField(max_length=120, blank=True)
    groupe_decision = models.CharField("groupe de décision", max_length=2, blank=True)
    jury = models.CharField(max_length=5, blank=True)
    jury_le = models.DateField("date du jury", null=True, blank=True)
    reglement = models.CharField("version du règlement", max_length=80)
    epreuves = models.JSONField("épreuves")
    fiche = models.JSONField("fiche de calcul")
    empreinte = models.CharField(max_length=64)
    etabli_le = models.DateTimeField("établi le")
    etabli_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ResultatQuerySet.as_manager()

    class Meta:
        verbose_name = "résultat proclamé"
        verbose_name_plural = "résultats proclamés"
        ordering = ("candidature", "numero")
        constraints = (
            models.UniqueConstraint(fields=("candidature", "numero"), name="resultats_resultat_version"),
        )

    def __str__(self) -> str:
        return f"{self.candidature} – {self.libelle}"

    @property
    def est_un_total(self) -> bool:
        """Whether `affichage` is a total of points, not a mean out of 20."""
        return "point" in self.affichage


class ContenuEdite(models.Model):
    """The results that a list to post or an extraction holds.

    Its download stops when one of them must no longer be there, or was replaced (RES-02, RES-03, RES-08).
    """

    traitement = models.OneToOneField(Traitement, models.CASCADE, related_name="resultats_edites")
    resultats = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = "contenu d'un document de résultats"
        verbose_name_plural = "contenus des documents de résultats"

    def __str__(self) -> str:
        return f"document de {len(self.resultats)} résultats"
