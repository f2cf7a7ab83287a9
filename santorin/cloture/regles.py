"""What a person may do on the closing of an épreuve (CLO-02, CLO-05, CLO-12)."""

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.transmission import regles
from santorin.transmission.etats import Acte
from santorin.transmission.lectures import ServicesFaits
from santorin.transmission.regles import Portee, Situation, portee_de

EN_COURS = "Une transmission ou un rapprochement est déjà en cours pour cette épreuve."


def peut_agir(portee: Portee, utilisateur: Utilisateur) -> bool:
    """Whether the buttons of the closing are this person's: out of profil, they are not shown at all."""
    atteinte = portee_de(utilisateur, portee.epreuve, Droit.CLOTURER, uai=_uai(portee))
    return atteinte is not None and not portee.epreuve.est_harmonisee


def obstacle(portee: Portee, situation: Situation, utilisateur: Utilisateur) -> str | None:
    """CLO-02, CLO-07, CLO-12: why this person cannot launch the closing of `portee`, in words, or None."""
    return _obstacle_de_la_personne(portee, situation, utilisateur) or regles.obstacle(
        portee, situation, Acte.CLOTURE
    )


def obstacle_renvoi(
    portee: Portee, situation: Situation, services: ServicesFaits, utilisateur: Utilisateur
) -> str | None:
    """CLO-05: why the services faits cannot be sent again alone, or None."""
    if obstacle := _obstacle_de_la_personne(portee, situation, utilisateur):
        return obstacle
    if not services.a_renvoyer:
        return "Imag’In a reçu tous les services faits envoyés."
    return EN_COURS if situation.en_cours else None


def obstacle_rapprochement(situation: Situation) -> str | None:
    """CLO-14: why Santorin and Cyclades cannot be compared now, or None."""
    return EN_COURS if situation.en_cours else None


def _obstacle_de_la_personne(portee: Portee, situation: Situation, utilisateur: Utilisateur) -> str | None:
    """CLO-12: who closes what: the coordinateur, the académie, or the établissement where the paramétrage says so."""
    epreuve = portee.epreuve
    if epreuve.est_harmonisee:
        return regles.obstacle(portee, situation, Acte.CLOTURE)
    atteinte = portee_de(utilisateur, epreuve, Droit.CLOTURER, uai=_uai(portee))
    if atteinte is None:
        return "Votre profil permet de suivre la clôture, pas de la lancer."
    if not epreuve.parametrage.cloture_par_etablissement and _est_partiel(utilisateur, epreuve):
        return "La clôture de cette épreuve est faite par l’académie."
    return None


def _est_partiel(utilisateur: Utilisateur, epreuve: Epreuve) -> bool:
    """Whether the person reaches établissements only, not the whole épreuve."""
    atteinte = portee_de(utilisateur, epreuve, Droit.CLOTURER)
    return atteinte is not None and atteinte.etablissement is not None


def _uai(portee: Portee) -> str:
    return portee.etablissement.uai if portee.etablissement else ""
