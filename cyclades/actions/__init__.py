"""What changes in Cyclades: a batch received, a mark entered by hand, a publication, registrations."""

from cyclades.actions.inscription import Bilan, LigneInscription, inscrire
from cyclades.actions.publication import publier
from cyclades.actions.reception import recevoir
from cyclades.actions.saisie import saisir

__all__ = ["Bilan", "LigneInscription", "inscrire", "publier", "recevoir", "saisir"]
