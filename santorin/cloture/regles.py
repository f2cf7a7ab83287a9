"""What a person may do on the closing of an épreuve (CLO-02, CLO-05, CLO-12)."""

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.transmission import regles
from santorin.transmission.etats import Acte
from santorin.transmission.lectures import ServicesFaits
from santorin.transmission.regles import Portee, Situation, atteint

EN_COURS = "Une transmission ou un rapprochement est déjà en cours pour cette épreuve."


def peut_agir(portee: Portee, utilisateur: Utilisateur) -> bool:
    """Whether the buttons of the closing are this person's: out of profil, they are not shown at all."""
    return not portee.epreuve.est_harmonisee and atteint(utilisateur, portee, Droit.CLOTURER)


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
    if not atteint(utilisateur, portee, Droit.CLOTURER):
        return "Votre profil permet de suivre la clôture, pas de la lancer."
    entiere = atteint(utilisateur, Portee(epreuve), Droit.CLOTURER)
    if not entiere and not epreuve.parametrage.cloture_par_etablissement:
        return "La clôture de cette épreuve est faite par l’académie."
    return None
