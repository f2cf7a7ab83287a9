"""Candidates, and their sitting of an épreuve."""

import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.comptes.droits import Droit, Profil
from santorin.comptes.models import Utilisateur
from santorin.copies.etats import Emargement
from santorin.copies.models.epreuve import Epreuve
from santorin.copies.models.sujet import Sujet
from santorin.referentiel.models import Etablissement, Specialite
from santorin.referentiel.recherche import texte_de_recherche


def anonymat() -> str:
    """A random key that says nothing of the candidate (COR-02)."""
    return secrets.token_hex(8).upper()


class Candidat(models.Model):
    """One registration of a person to an examination: numéro candidat and numéro d'inscription."""

    numero = models.CharField("numéro candidat", max_length=11)
    inscription = models.CharField("numéro d'inscription", max_length=3)
    nom = models.CharField("nom de famille", max_length=80)
    nom_usage = models.CharField("nom d'usage", max_length=80, blank=True)
    prenoms = models.CharField("prénoms", max_length=120)
    date_naissance = models.DateField("date de naissance")
    ine = models.CharField("INE", max_length=11, blank=True)
    etablissement = models.ForeignKey(
        Etablissement, models.PROTECT, related_name="candidats", verbose_name="établissement"
    )
    division = models.CharField("division de classe", max_length=20, blank=True)
    specialite = models.ForeignKey(
        Specialite, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="spécialité"
    )
    liste_rouge = models.BooleanField(default=False)
    # One person, one account, several registrations (RES-09).
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="candidats"
    )
    recherche = models.CharField(max_length=320, editable=False)

    class Meta:
        verbose_name = "candidat"
        ordering = ("recherche",)
        constraints = (
            models.UniqueConstraint(fields=("numero", "inscription"), name="candidat_unique"),
            models.CheckConstraint(
                condition=Q(numero__regex=r"^01[0-9]{9}$", inscription__regex=r"^[0-9]{3}$"),
                name="candidat_numeros_bien_formes",
            ),
        )
        indexes = (
            models.Index(fields=("etablissement", "division", "recherche"), name="candidat_liste"),
            models.Index(fields=("ine",), condition=~Q(ine=""), name="candidat_par_ine"),
        )

    def __str__(self) -> str:
        return f"{self.nom} {self.prenoms}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.recherche = self.texte()
        super().save(*args, **kwargs)

    def texte(self) -> str:
        """What a search of this candidate looks into."""
        return texte_de_recherche(self.nom, self.nom_usage, self.prenoms, self.numero)[:320]

    @property
    def identifiant(self) -> str:
        """« 01950022359 - 002 », as the other documents write it."""
        return f"{self.numero} - {self.inscription}"


class CompositionQuerySet(models.QuerySet["Composition"]):
    """Sittings."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the candidates within reach of the habilitations that hold one of `droits`."""
        perimetre = Q(pk__in=())
        for habilitation in utilisateur.habilitations_de(*droits):
            match Profil(habilitation.profil):
                case Profil.ADMINISTRATEUR:
                    perimetre |= ~Q(pk__in=())
                case Profil.GESTIONNAIRE:
                    perimetre |= Q(epreuve__academie=habilitation.academie)
                case Profil.CHEF_ETABLISSEMENT:
                    perimetre |= Q(candidat__etablissement=habilitation.etablissement)
                case _:
                    continue
        return self.filter(perimetre)

    def presents(self) -> Self:
        """NUM-03: signed as present."""
        return self.filter(emargement=Emargement.PRESENT)

    def absents(self) -> Self:
        """NUM-03: signed as absent."""
        return self.filter(emargement=Emargement.ABSENT)

    def cherches(self, texte: str) -> Self:
        """EDI-02, TEL-01: by nom, prénom or numéro; accents and case do not count."""
        lignes = self
        for mot in texte_de_recherche(texte).split():
            lignes = lignes.filter(candidat__recherche__contains=mot)
        return lignes


class Composition(models.Model):
    """One candidate sitting one épreuve."""

    epreuve = models.ForeignKey(Epreuve, models.PROTECT, related_name="compositions", verbose_name="épreuve")
    candidat = models.ForeignKey(Candidat, models.PROTECT, related_name="compositions")
    anonymat = models.CharField("numéro d'anonymat", max_length=16, unique=True, default=anonymat)
    emargement = models.CharField(
        "émargement", max_length=10, choices=Emargement, default=Emargement.NON_EMARGE
    )
    sujet = models.ForeignKey(Sujet, models.PROTECT, null=True, blank=True, related_name="compositions")
    fraude_presumee = models.BooleanField("présomption de fraude", default=False)
    fraude_motif = models.TextField("motif de la présomption", blank=True)

    objects = CompositionQuerySet.as_manager()

    class Meta:
        verbose_name = "composition"
        ordering = ("epreuve", "candidat__recherche")
        constraints = (
            models.UniqueConstraint(fields=("epreuve", "candidat"), name="composition_unique"),
            models.CheckConstraint(
                condition=Q(fraude_presumee=False, fraude_motif="")
                | (Q(fraude_presumee=True) & ~Q(fraude_motif="")),
                name="composition_fraude_avec_motif",
            ),
        )
        indexes = (
            models.Index(fields=("candidat",), condition=Q(fraude_presumee=True), name="composition_fraudes"),
        )

    def __str__(self) -> str:
        return f"{self.candidat} – {self.epreuve}"
