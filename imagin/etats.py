"""States of a service fait, and the passages between them (IMA-02)."""

from django.db import models

from santorin.etats import Passage


class EtatServiceFait(models.TextChoices):
    """Where a service fait stands, in Imag'In's own words."""

    A_VALIDER = "a_valider", "A valider"
    VALIDE = "valide", "Validé"
    TRANSMIS = "transmis", "Transmis à la liquidation"
    ANNULE = "annule", "Annulé"


VALIDER = Passage((EtatServiceFait.A_VALIDER,), EtatServiceFait.VALIDE, "Valider")
DEVALIDER = Passage((EtatServiceFait.VALIDE,), EtatServiceFait.A_VALIDER, "Remettre à valider")
TRANSMETTRE = Passage((EtatServiceFait.VALIDE,), EtatServiceFait.TRANSMIS, "Transmettre à la liquidation")
ANNULER = Passage((EtatServiceFait.A_VALIDER, EtatServiceFait.VALIDE), EtatServiceFait.ANNULE, "Annuler")
RETABLIR = Passage((EtatServiceFait.ANNULE,), EtatServiceFait.A_VALIDER, "Rétablir")

# By the word that addresses and forms use. What was transmitted to the liquidation does not come back.
PASSAGES: dict[str, Passage] = {
    "valider": VALIDER,
    "devalider": DEVALIDER,
    "transmettre": TRANSMETTRE,
    "annuler": ANNULER,
    "retablir": RETABLIR,
}
