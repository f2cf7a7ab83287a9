"""Asking for the validation of the harmonisation (HAR-06)."""

from harmonisation import tasks
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.refus import exiger
from santorin.traitements.actions import demander
from santorin.traitements.models import Traitement
from santorin.transmission.etats import Acte
from santorin.transmission.lectures import situation_de
from santorin.transmission.regles import Portee, objet_de, obstacle


def demander_validation(epreuve: Epreuve, *, par: Utilisateur) -> Traitement:
    """HAR-06: have the marks and services faits sent. Raises `Refus` with the screen's sentence, or `DejaFait`."""
    portee = Portee(epreuve)
    exiger(obstacle(portee, situation_de(portee), Acte.HARMONISATION))
    return demander(
        tasks.valider,
        objet=objet_de(epreuve),
        libelle=f"Validation de l’harmonisation – {epreuve}"[:200],
        par=par,
        academie=epreuve.academie,
        epreuve_id=epreuve.pk,
    )
