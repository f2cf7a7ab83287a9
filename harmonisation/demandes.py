"""Asking for the validation of the harmonisation (HAR-06), for a rule, for its end (HAR-13)."""

from typing import Any

from celery import Task

from harmonisation import tasks
from harmonisation.models import RegleDeMasse
from harmonisation.regles.masse import obstacle_regle, pour_la_tache
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
    return _demander(tasks.valider, epreuve, "Validation de l’harmonisation", par)


def demander_application(regle: RegleDeMasse, *, attendu: str, par: Utilisateur) -> Traitement:
    """HAR-13: have a rule applied as it was previewed. Raises `Refus`, or `DejaFait` while a job works on the épreuve."""
    exiger(obstacle_regle(regle))
    return _demander(
        tasks.appliquer_regle,
        regle.epreuve,
        "Application d’une règle d’harmonisation",
        par,
        regle=pour_la_tache(regle),
        attendu=attendu,
    )


def demander_annulation(regle: RegleDeMasse, *, motif: str, par: Utilisateur) -> Traitement:
    """HAR-13: have the former marks given back. Raises `DejaFait` while a job works on the épreuve."""
    libelle = f"Annulation de la {str(regle).lower()}"
    return _demander(tasks.annuler_regle, regle.epreuve, libelle, par, regle_id=regle.pk, motif=motif)


def _demander(
    tache: "Task[..., None]", epreuve: Epreuve, libelle: str, par: Utilisateur, **parametres: Any
) -> Traitement:
    """A job of the épreuve: it excludes the validation, and every other one (HAR-06)."""
    return demander(
        tache,
        objet=objet_de(epreuve),
        libelle=f"{libelle} – {epreuve}"[:200],
        par=par,
        academie=epreuve.academie,
        epreuve_id=epreuve.pk,
        **parametres,
    )
