"""Épreuves of an examination, and where their marks are published."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Examen, Session


def academies_de(utilisateur: Utilisateur, *droits: Droit) -> frozenset[int] | None:
    """The académies (keys) where somebody holds one of `droits`; None: everywhere (a national application)."""
    habilitations = utilisateur.habilitations_de(*droits)
    if any(h.academie_id is None and h.etablissement_id is None for h in habilitations):
        return None
    return frozenset(h.academie_id for h in habilitations if h.academie_id is not None)


class SensArrondi(models.TextChoices):
    """Which way a calculated mark goes to the épreuve's step."""

    SUPERIEUR = "superieur", "à la valeur supérieure"
    PROCHE = "proche", "au plus proche, le milieu vers le haut"


class Epreuve(models.Model):
    """An épreuve of an examination in a session, the same in every académie. Its row locks its publication."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    examen = models.ForeignKey(Examen, models.PROTECT, related_name="+")
    code = models.CharField(max_length=10)
    libelle = models.CharField("libellé", max_length=120, blank=True)
    note_sur = models.DecimalField("note sur", max_digits=6, decimal_places=2, default=Decimal(20))
    pas = models.DecimalField(
        max_digits=4, decimal_places=2, default=Decimal("0.01"), help_text="Entre deux notes possibles"
    )
    arrondi = models.CharField(
        "arrondi de la note calculée",
        max_length=9,
        choices=SensArrondi,
        default=SensArrondi.SUPERIEUR,
        db_default=SensArrondi.SUPERIEUR,
        help_text="Pour une épreuve qui a des composantes : vers quelle note possible la moyenne est arrondie",
    )

    class Meta:
        verbose_name = "épreuve dans Cyclades"
        verbose_name_plural = "épreuves dans Cyclades"
        ordering = ("session", "examen", "code")
        constraints = (
            models.UniqueConstraint(fields=("session", "examen", "code"), name="cyclades_epreuve_unique"),
            models.CheckConstraint(
                condition=Q(note_sur__gt=0, note_sur__lt=10000, pas__gt=0), name="cyclades_epreuve_bareme"
            ),
        )

    def __str__(self) -> str:
        return (
            f"{self.examen.code} {self.code} – {self.libelle}"
            if self.libelle
            else f"{self.examen.code} {self.code}"
        )

    @property
    def fil(self) -> str:
        """The chain of the journal that tells what was done on its marks (SEC-01)."""
        return f"cyclades:epreuve:{self.pk}"


class Composante(models.Model):
    """What a calculated épreuve is made of. An épreuve is calculated when it has some (CYC-02)."""

    calculee = models.ForeignKey(
        Epreuve, models.PROTECT, related_name="composantes", verbose_name="épreuve calculée"
    )
    epreuve = models.OneToOneField(
        Epreuve, models.PROTECT, related_name="entre_dans", verbose_name="épreuve notée"
    )
    coefficient = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "composante d'une épreuve calculée"
        verbose_name_plural = "composantes d'une épreuve calculée"
        ordering = ("calculee", "epreuve__code")
        constraints = (
            models.CheckConstraint(
                condition=~Q(calculee=models.F("epreuve")), name="cyclades_composante_autre"
            ),
            models.CheckConstraint(condition=Q(coefficient__gt=0), name="cyclades_composante_coefficient"),
        )

    def __str__(self) -> str:
        return f"{self.calculee.code} : {self.epreuve.code} × {self.coefficient}"


class Publication(models.Model):
    """The marks of an épreuve, published by one académie: from then on nothing changes them (CYC-02, CLO-07)."""

    epreuve = models.ForeignKey(
        Epreuve, models.PROTECT, related_name="publications", verbose_name="épreuve", db_index=False
    )
    academie = models.ForeignKey(Academie, models.PROTECT, related_name="+", verbose_name="académie")
    publiee_le = models.DateTimeField("publiée le")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "publication"
        constraints = (
            models.UniqueConstraint(fields=("epreuve", "academie"), name="cyclades_publication_unique"),
        )

    def __str__(self) -> str:
        return f"{self.epreuve} ({self.academie})"
