"""Asking for the jobs of a centre: the same door for the screen and the API (DEL-01, DEL-02, DEL-07 to DEL-09, API-01)."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.core.cache import cache

from deliberation import regles
from deliberation.lectures import editions as lectures
from deliberation.lectures.vues import Centre
from deliberation.models import Jury
from deliberation.tasks import editer, generer_plan_de_secours
from santorin.comptes.models import Utilisateur
from santorin.refus import exiger
from santorin.traitements.actions import demander
from santorin.traitements.models import Traitement

DUREE_DU_MOT_DE_PASSE = 3600  # seconds: the job takes it from the cache, nothing else keeps it
LIBELLES = {
    "notes_manquantes": "Contrôle des notes manquantes à l'épreuve de contrôle",
    "pv": "Edition des PV de tenue de délibération",
    "admis": "Edition de la liste d'affichage des admis",
    "non_admis": "Edition de la liste des non admis",
    "ecartes": "Edition de la liste des présumés fraudeurs ou inscrits en liste rouge",
}
OBSTACLES = {
    "notes_manquantes": regles.obstacle_notes_manquantes,
    "pv": regles.obstacle_edition,
    "admis": regles.obstacle_edition,
    "non_admis": regles.obstacle_edition,
}


def objet(centre: Centre, quoi: str) -> str:
    """What a job of a centre excludes another one on."""
    return f"deliberation:{centre.groupe.pk}:{centre.etablissement.uai}:{quoi}"


def demander_controle_des_notes(
    centre: Centre, jurys: Sequence[Jury], *, titre: str, par: Utilisateur
) -> Traitement | None:
    """DEL-01: the edition of the missing marks; None when none is missing. Raises `Refus`, `DejaFait`."""
    _exiger_edition("notes_manquantes", jurys)
    if not lectures.manques(jurys):
        return None
    return demander_edition(centre, "notes_manquantes", jurys, par=par, titre=titre)


def demander_edition(
    centre: Centre, edition: str, jurys: Sequence[Jury], *, par: Utilisateur, **parametres: Any
) -> Traitement:
    """DEL-07, DEL-08, DEL-09: one edition of these juries. Raises `Refus` as the screen greys them, `DejaFait`."""
    _exiger_edition(edition, jurys)
    return _demander_edition(centre, edition, jurys, par, **parametres)


def demander_pv_de_rectification(jury: Jury, *, par: Utilisateur) -> Traitement:
    """DEL-14: the PV of the last rectification. Raises `Refus` until it is closed."""
    derniere = jury.seances.order_by("-rang").first()
    close = derniere is not None and regles.est_rectification(derniere) and derniere.close_le is not None
    exiger(None if close else "Aucune rectification close pour ce jury.")
    centre = Centre(jury.groupe, jury.centre, (jury,))
    return _demander_edition(centre, "pv", [jury], par, rectification=True)


def demander_plan_de_secours(centre: Centre, *, mot_de_passe: str, par: Utilisateur) -> Traitement:
    """DEL-02: the plan de secours of all the juries of a centre. Raises `Refus`, `DejaFait`."""
    exiger(obstacle_plan_de_secours(centre))
    return demander(
        generer_plan_de_secours,
        objet=objet(centre, "plan-de-secours"),
        libelle="Compte rendu des éditions de plan de secours",
        par=par,
        etablissement=centre.etablissement,
        jurys=[jury.pk for jury in centre.jurys],
        chiffrement=_garder(mot_de_passe),
    )


def obstacle_plan_de_secours(centre: Centre) -> str | None:
    """DEL-02: why the plan of this centre cannot be generated now, or None."""
    return next((o for jury in centre.jurys if (o := regles.obstacle_plan_de_secours(jury))), None)


def _exiger_edition(edition: str, jurys: Sequence[Jury]) -> None:
    exiger(None if jurys else "Choisissez au moins un jury.")
    if obstacle := OBSTACLES.get(edition):
        for jury in jurys:
            exiger(obstacle(jury))


def _demander_edition(
    centre: Centre, edition: str, jurys: Sequence[Jury], par: Utilisateur, **parametres: Any
) -> Traitement:
    return demander(
        editer,
        objet=objet(centre, edition),
        libelle=LIBELLES[edition],
        par=par,
        etablissement=centre.etablissement,
        edition=edition,
        jurys=[jury.pk for jury in jurys],
        **parametres,
    )


def _garder(mot_de_passe: str) -> str:
    """DEL-04: the ZIP's password, for the worker alone and for an hour; the key that finds it."""
    if not mot_de_passe:
        return ""
    cle = f"plan-de-secours:{secrets.token_urlsafe(24)}"
    cache.set(cle, mot_de_passe, DUREE_DU_MOT_DE_PASSE)
    return cle
