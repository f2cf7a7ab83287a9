"""Periods chosen by the administrator, holds, what was destroyed, what is left to erase (SEC-03)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from santorin.comptes.droits import Droit, Profil
from santorin.comptes.models import Utilisateur
from santorin.conservation.durees import Duree, Unite
from santorin.copies.models import Copie, Epreuve
from santorin.referentiel.models import Academie, Session
from santorin.traitements.models import Traitement


class DureeChoisie(models.Model):
    """The period that the administrator chose for a kind of data; without a row, the declared one."""

    nature = models.CharField(max_length=40, primary_key=True)
    nombre = models.PositiveSmallIntegerField()
    unite = models.CharField("unité", max_length=5, choices=Unite)
    motif = models.CharField(max_length=500)
    le = models.DateTimeField("date")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        app_label = "santorin"
        verbose_name = "durée de conservation choisie"
        verbose_name_plural = "durées de conservation choisies"
        constraints = (
            models.CheckConstraint(condition=Q(nombre__gt=0) & ~Q(motif=""), name="duree_choisie_motivee"),
        )

    def __str__(self) -> str:
        return f"{self.nature} : {self.duree}"

    @property
    def duree(self) -> Duree:
        """The period."""
        return Duree(self.nombre, Unite(self.unite))


class TauxDArchives(models.Model):
    """The share of a session's copies drawn for the archives, per thousand; without a row, the rule of the years in 0 and 5."""

    session = models.OneToOneField(Session, models.PROTECT, primary_key=True, related_name="+")
    pour_mille = models.PositiveSmallIntegerField("copies pour mille")
    le = models.DateTimeField("date")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        app_label = "santorin"
        verbose_name = "taux d'échantillon d'archives"
        verbose_name_plural = "taux d'échantillon d'archives"
        constraints = (
            models.CheckConstraint(condition=Q(pour_mille__lte=1000), name="taux_d_archives_borne"),
        )

    def __str__(self) -> str:
        return f"{self.session} : {self.pour_mille} ‰"


class CategorieDeGel(models.TextChoices):
    """Why data must not be destroyed."""

    CONTENTIEUX = "contentieux", "Contentieux"
    FRAUDE = "fraude", "Procédure de fraude"
    RECOURS = "recours", "Recours ou demande en cours"


class GelQuerySet(models.QuerySet["Gel"]):
    """Holds."""

    def actifs(self) -> Self:
        """Those not lifted."""
        return self.filter(leve_le=None)

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """All for an administrateur; those of their académies for gestionnaires."""
        perimetre = Q(pk__in=())
        for habilitation in utilisateur.habilitations_de(*droits):
            if habilitation.profil == Profil.ADMINISTRATEUR:
                return self.all()
            if habilitation.academie_id:
                perimetre |= Q(academie=habilitation.academie_id)
        return self.filter(perimetre)


class Gel(models.Model):
    """A hold: what it covers is not destroyed as long as it stands.

    A candidate (by number, in every system), an épreuve (all its candidates), or a candidate in one épreuve.
    """

    numero = models.CharField("numéro candidat", max_length=11, blank=True, db_index=True)
    epreuve = models.ForeignKey(
        Epreuve, models.PROTECT, null=True, related_name="gels", verbose_name="épreuve"
    )
    academie = models.ForeignKey(
        Academie, models.PROTECT, null=True, related_name="+", verbose_name="académie"
    )
    categorie = models.CharField("catégorie", max_length=11, choices=CategorieDeGel)
    motif = models.CharField(max_length=500)
    pose_le = models.DateTimeField("posé le")
    pose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="posé par"
    )
    leve_le = models.DateTimeField("levé le", null=True)
    leve_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="levé par"
    )
    motif_de_levee = models.CharField("motif de la levée", max_length=500, blank=True)

    objects = GelQuerySet.as_manager()

    class Meta:
        app_label = "santorin"
        verbose_name = "gel"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(numero__regex=r"^01[0-9]{9}$") | Q(numero="", epreuve__isnull=False),
                name="gel_porte_sur_quelque_chose",
            ),
            models.CheckConstraint(condition=~Q(motif=""), name="gel_motive"),
            models.CheckConstraint(
                condition=Q(leve_le=None, leve_par=None, motif_de_levee="")
                | Q(leve_le__isnull=False, leve_par__isnull=False) & ~Q(motif_de_levee=""),
                name="gel_leve_le_par_et_pourquoi",
            ),
            models.UniqueConstraint(
                fields=("numero", "epreuve", "categorie"),
                condition=Q(leve_le=None),
                name="gel_un_seul_actif",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return " – ".join(filter(None, (self.numero, str(self.epreuve) if self.epreuve else "")))


def gele(*, numero: str, epreuve: str | None = None) -> Exists:
    """SEC-03: whether a hold covers the row whose candidate's number (and épreuve) are in these columns.

    Without an épreuve, any hold of that candidate counts: the data are those of the person.
    """
    portee = Q(numero=OuterRef(numero))
    if epreuve is not None:
        portee = Q(numero__in=(OuterRef(numero), "")) & (Q(epreuve=OuterRef(epreuve)) | Q(epreuve=None))
    return Exists(Gel.objects.actifs().filter(portee))


class Destruction(models.Model):
    """One batch that a purge destroyed: counts and a digest, no name. The procès-verbal adds them up."""

    traitement = models.ForeignKey(Traitement, models.PROTECT, related_name="destructions")
    nature = models.CharField(max_length=40)
    groupe = models.CharField(max_length=200)
    nombre = models.PositiveIntegerField()
    fichiers = models.PositiveIntegerField()
    octets = models.PositiveBigIntegerField()
    empreinte = models.CharField(max_length=64)
    le = models.DateTimeField("date")

    class Meta:
        app_label = "santorin"
        verbose_name = "destruction"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.nature} : {self.nombre}"


class FichierADetruire(models.Model):
    """A file whose rows are gone: erased after the commit, and again by the next purge if the worker died before."""

    nom = models.CharField("nom dans le stockage", max_length=200, unique=True)
    traitement = models.ForeignKey(Traitement, models.PROTECT, related_name="+")
    le = models.DateTimeField("date")

    class Meta:
        app_label = "santorin"
        verbose_name = "fichier à détruire"
        verbose_name_plural = "fichiers à détruire"

    def __str__(self) -> str:
        return self.nom


class CopieArchivee(models.Model):
    """A copy drawn for the archives: kept until it is handed over (`versee_le`), then destroyed like the others."""

    copie = models.OneToOneField(Copie, models.PROTECT, primary_key=True, related_name="archive")
    pour_mille = models.PositiveSmallIntegerField("copies pour mille")
    tiree_le = models.DateTimeField("tirée le")
    versee_le = models.DateTimeField("versée le", null=True)

    class Meta:
        app_label = "santorin"
        verbose_name = "copie de l'échantillon d'archives"
        verbose_name_plural = "copies de l'échantillon d'archives"

    def __str__(self) -> str:
        return str(self.copie_id)
