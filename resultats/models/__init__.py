"""What is proclaimed, published, handed out."""

from resultats.models.acces import ClePublique, Coupon, DelaiSignalement, PagePrete, Rattachement
from resultats.models.ouverture import NatureService, Service
from resultats.models.releve import ContenuEnMasse, Generation, Releve
from resultats.models.resultat import ContenuEdite, DecisionProclamee, ResultatProclame

__all__ = [
    "ClePublique",
    "ContenuEdite",
    "ContenuEnMasse",
    "Coupon",
    "DecisionProclamee",
    "DelaiSignalement",
    "Generation",
    "NatureService",
    "PagePrete",
    "Rattachement",
    "Releve",
    "ResultatProclame",
    "Service",
]
