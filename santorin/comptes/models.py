"""Accounts, what they may do, and where."""

import hashlib
import secrets
from datetime import datetime
from functools import cached_property
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from santorin.comptes.droits import MATRICE, Droit, Profil
from santorin.referentiel.models import Academie, Etablissement


class Utilisateur(AbstractUser):
    """A person, or a partner application. What it may do is in its habilitations, nowhere else."""

    class Meta:
        verbose_name = "utilisateur"
        ordering = ("username",)

    @cached_property
    def habilitations_actives(self) -> tuple["Habilitation", ...]:
        """Its habilitations with their places, read once per request."""
        return tuple(self.habilitations.select_related("academie", "etablissement").order_by("profil", "id"))

    def habilitations_de(self, *droits: Droit) -> tuple["Habilitation", ...]:
        """Those of its habilitations that hold at least one of `droits`."""
        return tuple(h for h in self.habilitations_actives if h.droits.intersection(droits))

    def academies_de(self, *droits: Droit) -> list[int]:
        """The académies (primary keys) where it holds at least one of `droits`."""
        return [h.academie_id for h in self.habilitations_de(*droits) if h.academie_id is not None]

    def a_le_droit(self, *droits: Droit) -> bool:
        """Whether one of its habilitations holds one of `droits`, wherever that be."""
        return bool(self.habilitations_de(*droits))


class Habilitation(models.Model):
    """A profil and its perimeter, given to somebody."""

    utilisateur = models.ForeignKey(Utilisateur, models.CASCADE, related_name="habilitations")
    profil = models.CharField(max_length=20, choices=Profil)
    academie = models.ForeignKey(
        Academie, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="académie"
    )
    etablissement = models.ForeignKey(
        Etablissement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="établissement"
    )

    class Meta:
        verbose_name = "habilitation"
        constraints = (
            models.UniqueConstraint(
                fields=("utilisateur", "profil", "academie", "etablissement"),
                name="habilitation_unique",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(
                    profil__in=("gestionnaire", "coordinateur"), academie__isnull=False, etablissement=None
                )
                | Q(profil="chef_etablissement", academie=None, etablissement__isnull=False)
                | Q(profil="application", etablissement=None)
                | Q(
                    profil__in=("administrateur", "correcteur", "jury", "candidat"),
                    academie=None,
                    etablissement=None,
                ),
                name="habilitation_perimetre_du_profil",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_profil_display()} – {self.perimetre}"

    @property
    def droits(self) -> frozenset[Droit]:
        """What the profil may do."""
        return MATRICE[Profil(self.profil)]

    @property
    def perimetre(self) -> str:
        """Where, in words."""
        if self.etablissement:
            return str(self.etablissement)
        if self.academie:
            return f"académie de {self.academie}"
        return "ses propres travaux" if self.profil in ("correcteur", "jury", "candidat") else "tout"


class JetonQuerySet(models.QuerySet["Jeton"]):
    """Tokens."""

    def valables(self, le: datetime) -> Self:
        """Neither expired nor revoked at `le`."""
        return self.filter(revoque_le=None).filter(Q(expire_le=None) | Q(expire_le__gt=le))


class Jeton(models.Model):
    """An API token, limited to one habilitation (profil and perimeter); only its fingerprint is kept (API-01)."""

    habilitation = models.ForeignKey(Habilitation, models.CASCADE, related_name="jetons")
    libelle = models.CharField("libellé", max_length=80)
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    cree_le = models.DateTimeField("créé le")
    expire_le = models.DateTimeField("expire le", null=True, blank=True)
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

    objects = JetonQuerySet.as_manager()

    class Meta:
        verbose_name = "jeton"
        ordering = ("-cree_le",)

    def __str__(self) -> str:
        return self.libelle

    @staticmethod
    def empreinte_de(secret: str) -> str:
        """What is kept of a token's secret: it is random and long, so one round of SHA-256 is enough."""
        return hashlib.sha256(secret.encode()).hexdigest()

    @classmethod
    def creer(
        cls, habilitation: Habilitation, *, libelle: str, le: datetime, secret: str | None = None
    ) -> tuple["Jeton", str]:
        """A new token and its secret, which cannot be read again afterwards."""
        secret = secret or secrets.token_urlsafe(32)
        jeton = cls.objects.create(
            habilitation=habilitation, libelle=libelle, empreinte=cls.empreinte_de(secret), cree_le=le
        )
        return jeton, secret
