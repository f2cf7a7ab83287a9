"""What a person may do on the closing of an épreuve (CLO-02, CLO-05, CLO-12)."""

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.transmission import regles
from santorin.transmission.etats import Acte
from santorin.transmission.lectures import ServicesFaits
from santorin.transmission.regles import Portee, Situation, portee_de

EN_COURS = "Une transmission ou un rapprochement est déjà en cours pour cette épreuve."


def obstacle(portee: Portee, situation: Situation, utilisateur: Utilisateur) -> str | None:
    """CLO-02, CLO-07, CLO-12: why this person cannot launch the closing of `portee`, in words, or None."""
    epreuve = portee.epreuve
    if epreuve.est_harmonisee:
        return regles.obstacle(portee, situation, Acte.CLOTURE)
    if portee_de(utilisateur, epreuve, Droit.CLOTURER, uai=_uai(portee)) is None:
        return "Votre profil permet de suivre la clôture, pas de la lancer."
    if _par_l_academie(portee, utilisateur):
        return "La clôture de cette épreuve est faite par l’académie."
    return regles.obstacle(portee, situation, Acte.CLOTURE)


def obstacle_renvoi(
    portee: Portee, situation: Situation, services: ServicesFaits, utilisateur: Utilisateur
) -> str | None:
    """CLO-05: why the services faits cannot be sent again alone, or None."""
    if portee.epreuve.est_harmonisee:
        return regles.obstacle(portee, situation, Acte.CLOTURE)
    if portee_de(utilisateur, portee.epreuve, Droit.CLOTURER, uai=_uai(portee)) is None:
        return "Votre profil permet de suivre la clôture, pas de la lancer."
    if _par_l_academie(portee, utilisateur):
        return "La clôture de cette épreuve est faite par l’académie."
    if not services.a_renvoyer:
        return "Imag’In a reçu tous les services faits envoyés."
    return EN_COURS if situation.en_cours else None


def obstacle_rapprochement(situation: Situation) -> str | None:
    """CLO-14: why Santorin and Cyclades cannot be compared now, or None."""
    return EN_COURS if situation.en_cours else None


def _par_l_academie(portee: Portee, utilisateur: Utilisateur) -> bool:
    """Whether an établissement stands before an épreuve that its académie closes."""
    if portee.epreuve.parametrage.cloture_par_etablissement:
        return False
    atteinte = portee_de(utilisateur, portee.epreuve, Droit.CLOTURER)
    return atteinte is not None and atteinte.etablissement is not None


def _uai(portee: Portee) -> str:
    return portee.etablissement.uai if portee.etablissement else ""
