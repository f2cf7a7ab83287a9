"""Lots: the batches of anonymous copies that a marker receives."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from santorin.comptes.droits import Droit, Profil
from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models.correcteur import Correcteur
from santorin.copies.models.epreuve import Epreuve
from santorin.copies.models.sujet import Sujet


class LotQuerySet(models.QuerySet["Lot"]):
    """Lots."""

    def verrouilles(self) -> Self:
        """CLO-02: locked ones."""
        return self.filter(etat=EtatLot.VERROUILLE)

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """A marker's own; those of the académie for a gestionnaire."""
        perimetre = Q(pk__in=())
        for habilitation in utilisateur.habilitations_de(*droits):
            match Profil(habilitation.profil):
                case Profil.CORRECTEUR:
                    perimetre |= Q(correcteur__utilisateur=utilisateur)
                case Profil.GESTIONNAIRE:
                    perimetre |= Q(epreuve__academie=habilitation.academie)
                case _:
                    continue
        return self.filter(perimetre)


class Lot(models.Model):
    """A batch of copies of one épreuve, for one marker."""

    epreuve = models.ForeignKey(Epreuve, models.PROTECT, related_name="lots", verbose_name="épreuve")
    cle = models.UUIDField("clé", default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    numero = models.PositiveIntegerField("numéro")
    sujet = models.ForeignKey(Sujet, models.PROTECT, related_name="lots")
    correcteur = models.ForeignKey(Correcteur, models.PROTECT, null=True, blank=True, related_name="lots")
    rang = models.PositiveSmallIntegerField("rang de correction", default=1)
    etat = models.CharField("état", max_length=13, choices=EtatLot, default=EtatLot.CONSTITUE)
    verrouille_le = models.DateTimeField("verrouillé le", null=True, blank=True)
    verrouille_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="verrouillé par",
    )
    # SEC-03: nothing of it can be marked again once the copies are destroyed.
    copies_detruites_le = models.DateTimeField("copies détruites le", null=True)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = "lot"
        ordering = ("epreuve", "numero")
        constraints = (
            models.UniqueConstraint(fields=("epreuve", "numero"), name="lot_unique"),
            models.CheckConstraint(
                condition=Q(etat="verrouille", verrouille_le__isnull=False, verrouille_par__isnull=False)
                | (~Q(etat="verrouille") & Q(verrouille_le=None, verrouille_par=None)),
                name="lot_verrouille_le_et_par",
            ),
            models.CheckConstraint(
                condition=Q(etat="constitue") | Q(correcteur__isnull=False), name="lot_distribue_a_quelqu_un"
            ),
        )

    def __str__(self) -> str:
        return f"Lot {self.numero}"
