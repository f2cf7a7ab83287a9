"""What the correction editor keeps of its own."""

from django.conf import settings
from django.db import models

from santorin.copies.models import Correction
from santorin.editions.copie.annotations import TAMPON_AU_PLUS, VALEUR_AU_PLUS
from santorin.editions.copie.couleurs import Couleur


class Poste(models.Model):
    """One open editor (a tab) on one marking, and the last change received from it: a change counts once (COR-06)."""

    correction = models.ForeignKey(Correction, models.CASCADE, related_name="postes")
    cle = models.UUIDField("clé")
    derniere = models.PositiveIntegerField("dernière séquence reçue", default=0)

    class Meta:
        verbose_name = "poste"
        constraints = (models.UniqueConstraint(fields=("correction", "cle"), name="poste_unique"),)

    def __str__(self) -> str:
        return str(self.cle)


class Remarque(models.Model):
    """A remark of a marker's own library, put on pages as a stamp, with the points it is worth, as written (COR-01)."""

    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="remarques")
    texte = models.CharField(max_length=TAMPON_AU_PLUS)
    valeur = models.CharField("points", max_length=VALEUR_AU_PLUS, blank=True)
    couleur = models.CharField(
        max_length=8, choices=[(c.value, c.value.capitalize()) for c in Couleur], default=Couleur.ROUGE.value
    )

    class Meta:
        verbose_name = "remarque"
        ordering = ("texte", "id")
        constraints = (
            models.UniqueConstraint(fields=("utilisateur", "texte", "valeur"), name="remarque_unique"),
        )

    def __str__(self) -> str:
        return f"{self.texte} ({self.valeur})" if self.valeur else self.texte
