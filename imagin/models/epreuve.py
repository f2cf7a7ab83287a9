"""Who and what: markers and épreuves, by the keys that Santorin and Imag'In share."""

from typing import Self

from django.db import models
from django.urls import reverse

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Examen, Session
from santorin.referentiel.recherche import texte_de_recherche


class Intervenant(models.Model):
    """A person who is paid for marking: the number on the convocation is the key everywhere.

    `recherche` follows the name: what a search looks into, and the order of the lists.
    """

    numero = models.CharField("numéro d'intervenant", max_length=12, unique=True)
    nom = models.CharField(max_length=200, blank=True)
    recherche = models.CharField(max_length=640, editable=False)

    class Meta:
        verbose_name = "intervenant"
        ordering = ("recherche",)

    def __str__(self) -> str:
        return f"{self.nom} ({self.numero})" if self.nom else self.numero

    def nommer(self, nom: str) -> Self:
        """Take this name, without writing it yet."""
        self.nom, self.recherche = nom, texte_de_recherche(nom, self.numero)[:640]
        return self


def academies_de(utilisateur: Utilisateur, *droits: Droit) -> frozenset[int] | None:
    """The académies (keys) where somebody holds one of `droits`; None: everywhere (a national application)."""
    habilitations = utilisateur.habilitations_de(*droits)
    if any(h.academie_id is None and h.etablissement_id is None for h in habilitations):
        return None
    return frozenset(h.academie_id for h in habilitations if h.academie_id is not None)


class EpreuveQuerySet(models.QuerySet["Epreuve"]):
    """Épreuves."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the académies where one of the habilitations holds one of `droits`."""
        academies = academies_de(utilisateur, *droits)
        return self.all() if academies is None else self.filter(academie__in=academies)


class Epreuve(models.Model):
    """An épreuve of one académie, as the exchanges name it. Its row is the lock of its services faits."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    examen = models.ForeignKey(Examen, models.PROTECT, related_name="+")
    academie = models.ForeignKey(Academie, models.PROTECT, related_name="+", verbose_name="académie")
    code = models.CharField(max_length=10)

    objects = EpreuveQuerySet.as_manager()

    class Meta:
        verbose_name = "épreuve dans Imag'In"
        verbose_name_plural = "épreuves dans Imag'In"
        ordering = ("session", "examen", "code", "academie")
        constraints = (
            models.UniqueConstraint(
                fields=("session", "examen", "academie", "code"), name="imagin_epreuve_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.examen.code} {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("imagin:epreuve", args=[self.pk])

    @property
    def fil(self) -> str:
        """The chain of the journal that tells what was done on its services faits (SEC-01)."""
        return f"imagin:epreuve:{self.pk}"
