"""What a transmission reaches, what it may do, and which marks it takes."""

from santorin.transmission.regles.obstacles import (
    Comptes,
    Situation,
    est_totale,
    etat_de,
    objet_de,
    obstacle,
    obstacle_de_publication,
    protege_saisies,
)
from santorin.transmission.regles.portee import Portee, atteint, cle_de, portee_de, portees_de

__all__ = [
    "Comptes",
    "Portee",
    "Situation",
    "atteint",
    "cle_de",
    "est_totale",
    "etat_de",
    "objet_de",
    "obstacle",
    "obstacle_de_publication",
    "portee_de",
    "portees_de",
    "protege_saisies",
]
