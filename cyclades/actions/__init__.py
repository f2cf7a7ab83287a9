"""What changes in Cyclades: a batch received, a mark entered by hand, a publication, registrations."""

from cyclades.actions.benefices import garder_benefices
from cyclades.actions.calcul import definir_calcul, lien_de_calcul, notees, recalculer, recalculer_tout
from cyclades.actions.inscription import Bilan, LigneInscription, inscrire
from cyclades.actions.publication import publier
from cyclades.actions.reception import recevoir
from cyclades.actions.saisie import saisir

__all__ = [
    "Bilan",
    "LigneInscription",
    "definir_calcul",
    "garder_benefices",
    "inscrire",
    "lien_de_calcul",
    "notees",
    "publier",
    "recalculer",
    "recalculer_tout",
    "recevoir",
    "saisir",
]
