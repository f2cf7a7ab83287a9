"""Asking for the jobs of the clôture: the same door for the screen and the API (CLO-04, API-01)."""

from celery import Task

from santorin.cloture import regles, tasks
from santorin.comptes.models import Utilisateur
from santorin.refus import exiger
from santorin.traitements.actions import demander
from santorin.traitements.models import Traitement
from santorin.transmission.lectures import services_faits_de, situation_de
from santorin.transmission.regles import Portee, objet_de


def demander_cloture(portee: Portee, *, par: Utilisateur) -> Traitement:
    """CLO-04: have the épreuve closed. Raises `Refus` with the sentence of the screen, `DejaFait` on a double click."""
    exiger(regles.obstacle(portee, situation_de(portee), par))
    return _demander(tasks.cloturer, "Clôture", portee, par)


def demander_renvoi(portee: Portee, *, par: Utilisateur) -> Traitement:
    """CLO-05: have the services faits sent again, alone. Raises `Refus`, `DejaFait`."""
    services = services_faits_de(portee.epreuve)
    exiger(regles.obstacle_renvoi(portee, situation_de(portee), services, par))
    return _demander(tasks.renvoyer, "Renvoi des services faits", portee, par)


def demander_rapprochement(portee: Portee, *, par: Utilisateur) -> Traitement:
    """CLO-14: have Santorin and Cyclades compared. Raises `Refus`, `DejaFait`."""
    exiger(regles.obstacle_rapprochement(situation_de(portee)))
    return _demander(tasks.rapprocher, "Rapprochement avec Cyclades", portee, par)


def _demander(tache: "Task[..., None]", libelle: str, portee: Portee, par: Utilisateur) -> Traitement:
    lieu = f" – {portee.etablissement}" if portee.etablissement else ""
    return demander(
        tache,
        objet=objet_de(portee.epreuve),
        libelle=f"{libelle} – {portee.epreuve}{lieu}"[:200],
        par=par,
        academie=portee.epreuve.academie,
        etablissement=portee.etablissement,
        epreuve_id=portee.epreuve.pk,
        uai=portee.etablissement.uai if portee.etablissement else "",
    )
