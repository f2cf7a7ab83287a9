"""What is proclaimed, published, handed out."""

from resultats.models.ouverture import NatureService, Service
from resultats.models.releve import ContenuEnMasse, Generation, Releve
from resultats.models.resultat import DecisionProclamee, ResultatProclame

__all__ = [
    "ContenuEnMasse",
    "DecisionProclamee",
    "Generation",
    "NatureService",
    "Releve",
    "ResultatProclame",
    "Service",
]
