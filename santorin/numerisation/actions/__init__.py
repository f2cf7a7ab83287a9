"""What changes liasses, their pages and the copies they make: atomic, journaled."""

from santorin.numerisation.actions.anomalies import affecter, ecarter, ecarter_les_blanches
from santorin.numerisation.actions.controle import accepter, juger, refuser
from santorin.numerisation.actions.copies import admettre_page_non_rendue, declarer_blanche, lever_blanche
from santorin.numerisation.actions.lecture import lire_liasse
from santorin.numerisation.actions.reception import annoncer, recevoir, verifier
from santorin.numerisation.actions.suite import faire_suivre

__all__ = [
    "accepter",
    "admettre_page_non_rendue",
    "affecter",
    "annoncer",
    "declarer_blanche",
    "ecarter",
    "ecarter_les_blanches",
    "faire_suivre",
    "juger",
    "lever_blanche",
    "lire_liasse",
    "recevoir",
    "refuser",
    "verifier",
]
