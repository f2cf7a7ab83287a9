"""Candidates' registrations: who they are, and the épreuves they sit."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from cyclades.models.epreuve import Epreuve, academies_de
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Examen, Session, Specialite
from santorin.referentiel.recherche import texte_de_recherche


class EtatCandidature(models.TextChoices):
    """Whether the registration still stands."""

    INSCRIT = "inscrit", "Inscrit"
    ANNULE = "annule", "Annulé"


class Candidature(models.Model):
    """One registration of a person to an examination: « 01950022359 - 002 », version 3."""

    numero = models.CharField("numéro candidat", max_length=11)
    inscription = models.CharField("numéro d'inscription", max_length=3)
    version = models.PositiveSmallIntegerField(default=1)
    session = models.ForeignKey(Session, models.PROTECT, related_name="+", db_index=False)
    examen = models.ForeignKey(Examen, models.PROTECT, related_name="+", db_index=False)
    specialite = models.ForeignKey(
        Specialite,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="spécialité",
        db_index=False,
    )
    academie = models.ForeignKey(
        Academie, models.PROTECT, related_name="+", verbose_name="académie", db_index=False
    )
    uai = models.CharField("code UAI", max_length=8)
    etablissement = models.CharField("établissement", max_length=120, blank=True)
    ville = models.CharField(max_length=80, blank=True)
    division = models.CharField("division de classe", max_length=20, blank=True)
    nom = models.CharField("nom de famille", max_length=80)
    nom_usage = models.CharField("nom d'usage", max_length=80, blank=True)
    prenoms = models.CharField("prénoms", max_length=120)
    date_naissance = models.DateField("date de naissance")
    ine = models.CharField("INE", max_length=11, blank=True)
    liste_rouge = models.BooleanField(default=False)
    fraude_inscrite = models.BooleanField("présomption dite par l'inscription", default=False)
    fraude_annoncee = models.BooleanField("présomption annoncée par Santorin", db_default=False)
    # RES-08: one of the two is enough, and neither takes the other back.
    fraude_presumee = models.GeneratedField(
        expression=models.ExpressionWrapper(
            Q(fraude_inscrite=True) | Q(fraude_annoncee=True), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
        verbose_name="présomption de fraude",
    )
    etat = models.CharField("état", max_length=8, choices=EtatCandidature, db_default=EtatCandidature.INSCRIT)
    remplacement = models.BooleanField("inscrit en session de remplacement", db_default=False)
    accord_publication = models.BooleanField("accord pour la publication de son résultat", db_default=False)

    class Meta:
        verbose_name = "candidature"
        ordering = ("nom", "prenoms", "numero")
        constraints = (
            models.UniqueConstraint(fields=("numero", "inscription"), name="cyclades_candidature_unique"),
            # What the registrations' own académie refers to.
            models.UniqueConstraint(fields=("id", "academie"), name="cyclades_candidature_academie"),
            models.CheckConstraint(
                condition=Q(numero__regex=r"^01[0-9]{9}$", inscription__regex=r"^[0-9]{3}$"),
                name="cyclades_candidature_numeros",
            ),
        )
        indexes = (
            models.Index(fields=("session", "uai", "division"), name="cyclades_candidature_uai"),
            models.Index(
                fields=("numero", "inscription"),
                condition=Q(fraude_presumee=True),
                name="cyclades_candidature_fraudes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.nom} {self.prenoms}"

    @property
    def identifiant(self) -> str:
        """« 01950022359 - 002 », as the other documents write it."""
        return f"{self.numero} - {self.inscription}"

    def recherche(self) -> str:
        """What a search of this candidate looks into, and the order of the lists."""
        return texte_de_recherche(self.nom, self.nom_usage, self.prenoms, self.numero)[:320]


class Position(models.TextChoices):
    """How a candidate stands towards an épreuve."""

    INSCRIT = "inscrit", "Inscrit"
    BENEFICE = "benefice", "Bénéfice"
    DISPENSE = "dispense", "Dispensé"


class InscriptionQuerySet(models.QuerySet["Inscription"]):
    """Registrations to épreuves."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the académies where one of the habilitations holds one of `droits`."""
        academies = academies_de(utilisateur, *droits)
        return self.all() if academies is None else self.filter(academie__in=academies)

    def cherchees(self, texte: str) -> Self:
        """By nom, prénom or numéro, several words at will; accents and case do not count."""
        lignes = self
        for mot in texte_de_recherche(texte).split():
            lignes = lignes.filter(recherche__contains=mot)
        return lignes


class Inscription(models.Model):
    """One candidature, registered for one épreuve: what a mark belongs to.

    `academie` and `recherche` repeat the candidature's, so that a list is read from one index; a foreign key on
    both columns keeps the académie equal, and `actions.inscrire` is the only writer.
    """

    candidature = models.ForeignKey(
        Candidature, models.PROTECT, related_name="inscriptions", db_constraint=False, db_index=False
    )
    epreuve = models.ForeignKey(
        Epreuve, models.PROTECT, related_name="inscriptions", verbose_name="épreuve", db_index=False
    )
    position = models.CharField(max_length=8, choices=Position, default=Position.INSCRIT)
    # A trigger keeps it: whoever changes the position cannot forget it.
    position_le = models.DateTimeField("dans cette position depuis", db_default=Now(), editable=False)
    academie = models.ForeignKey(
        Academie,
        models.PROTECT,
        related_name="+",
        verbose_name="académie",
        db_constraint=False,
        db_index=False,
    )
    centre = models.CharField("code UAI du centre d'épreuve", max_length=8, blank=True, db_default="")
    recherche = models.CharField(max_length=320, editable=False)

    objects = InscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription à une épreuve"
        verbose_name_plural = "inscriptions aux épreuves"
        constraints = (
            models.UniqueConstraint(fields=("candidature", "epreuve"), name="cyclades_inscription_unique"),
            # What the marks' own épreuve refers to, and the order in which the API pages.
            models.UniqueConstraint(fields=("epreuve", "id"), name="cyclades_inscription_epreuve"),
        )
        indexes = (
            models.Index(
                fields=("epreuve", "academie", "recherche", "id"), name="cyclades_inscription_liste"
            ),
            # Blank for nearly all: the school is its own centre.
            models.Index(
                fields=("centre", "candidature"), name="cyclades_inscription_centre", condition=~Q(centre="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.candidature} – {self.epreuve}"
