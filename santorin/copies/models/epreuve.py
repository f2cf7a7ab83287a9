"""The épreuve of one académie, in one session of an examination."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.comptes.droits import Droit, Profil
from santorin.comptes.models import Habilitation, Utilisateur
from santorin.referentiel.models import Academie, Examen, Session, Specialite


class Nature(models.TextChoices):
    """What decides who closes an épreuve, and what its copies' PDFs contain."""

    PONCTUELLE = "ponctuelle", "Ponctuelle"
    HARMONISEE = "harmonisee", "Harmonisée"
    E3C = "e3c", "E3C"
    CONCOURS = "concours", "Concours"


class EpreuveQuerySet(models.QuerySet["Epreuve"]):
    """Épreuves."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those within the perimeter of the habilitations that hold one of `droits` (all of them by default)."""
        habilitations = utilisateur.habilitations_de(*(droits or tuple(Droit)))
        perimetre = Q(pk__in=())
        for habilitation in habilitations:
            perimetre |= _perimetre(habilitation, utilisateur)
        return self.filter(perimetre)


def _perimetre(habilitation: Habilitation, utilisateur: Utilisateur) -> Q:
    """The épreuves that one habilitation reaches."""
    match Profil(habilitation.profil):
        case Profil.ADMINISTRATEUR:
            return ~Q(pk__in=())
        case Profil.GESTIONNAIRE:
            return Q(academie=habilitation.academie)
        case Profil.COORDINATEUR:
            siennes = Epreuve.objects.filter(coordinateurs=utilisateur, academie=habilitation.academie)
        case Profil.CHEF_ETABLISSEMENT:
            siennes = Epreuve.objects.filter(compositions__candidat__etablissement=habilitation.etablissement)
        case Profil.CORRECTEUR:
            siennes = Epreuve.objects.filter(lots__correcteur__utilisateur=utilisateur)
        case _:
            return Q(pk__in=())
    return Q(pk__in=siennes.order_by().values("pk"))


class Epreuve(models.Model):
    """An épreuve as one académie organises it; (session, examen, code) is what the other systems call it."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="epreuves")
    examen = models.ForeignKey(Examen, models.PROTECT, related_name="epreuves")
    academie = models.ForeignKey(Academie, models.PROTECT, related_name="epreuves", verbose_name="académie")
    specialite = models.ForeignKey(
        Specialite, models.PROTECT, null=True, blank=True, related_name="epreuves", verbose_name="spécialité"
    )
    code = models.CharField(max_length=10)
    libelle = models.CharField("libellé", max_length=120)
    nature = models.CharField(max_length=10, choices=Nature)
    date = models.DateField("date de l'épreuve")
    note_sur = models.PositiveSmallIntegerField("note sur", default=20)
    coordinateurs = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="epreuves_coordonnees"
    )
    publiee_le = models.DateTimeField(
        "publiée le", null=True, blank=True, help_text="Ce que Cyclades en a dit au dernier échange"
    )

    objects = EpreuveQuerySet.as_manager()

    class Meta:
        verbose_name = "épreuve"
        ordering = ("session", "examen", "code", "academie")
        constraints = (
            models.UniqueConstraint(fields=("session", "examen", "academie", "code"), name="epreuve_unique"),
        )

    def __str__(self) -> str:
        return f"{self.examen.code} {self.code} – {self.libelle}"

    @property
    def est_harmonisee(self) -> bool:
        """CLO-12: whether the coordinateur's validation does the closing."""
        return self.nature == Nature.HARMONISEE
