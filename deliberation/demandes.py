"""Asking for the jobs of a centre: the same door for the screen and the API (DEL-01, DEL-02, DEL-07 to DEL-09, API-01)."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.core.files import File
from django.db import transaction

from deliberation import regles
from deliberation.actions.imports import CANDIDATS, MEMBRES
from deliberation.lectures import editions as lectures
from deliberation.lectures.salle import derniere_seance
from deliberation.lectures.vues import Centre
from deliberation.models import ImportJurys, Jury
from deliberation.tasks import constituer_jurys, controler_jurys, editer, generer_plan_de_secours
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie
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
    exiger(regles.obstacle_pv_de_rectification(derniere_seance(jury)))
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


@transaction.atomic
def demander_controle_de_jurys(
    academie: Academie,
    *,
    candidats: "File[bytes] | None",
    membres: "File[bytes] | None",
    par: Utilisateur,
    le: datetime,
) -> ImportJurys:
    """DEL-06: keep the files and have them judged. Raises `Refus` without a file, `DejaFait` while others are handled."""
    donnes = {CANDIDATS: candidats, MEMBRES: membres}
    exiger(
        None if candidats or membres else "Donnez le fichier des candidats, celui des membres, ou les deux."
    )
    depot = ImportJurys.objects.create(
        academie=academie,
        candidats=_nom(candidats),
        membres=_nom(membres),
        depose_le=le,
        depose_par=par,
    )
    for nom, piece in donnes.items():
        if piece is not None:
            piece.name = nom
    depot.controle = demander(
        controler_jurys,
        objet=f"deliberation:jurys:{academie.code}",
        libelle=f"Contrôle des jurys – {academie}",
        par=par,
        academie=academie,
        pieces=[piece for piece in donnes.values() if piece is not None],
        import_id=depot.pk,
    )
    depot.save(update_fields=["controle"])
    return depot


@transaction.atomic
def demander_constitution(depot: ImportJurys, *, par: Utilisateur) -> ImportJurys:
    """DEL-06: have the files applied. Raises `Refus` before their check, or with a refused line; `DejaFait`."""
    depot = ImportJurys.objects.select_for_update(of=("self",)).select_related("academie").get(pk=depot.pk)
    exiger(regles.obstacle_constitution(depot))
    depot.application = demander(
        constituer_jurys,
        objet=f"deliberation:jurys:{depot.academie.code}",
        libelle=f"Constitution des jurys – {depot.academie}",
        par=par,
        academie=depot.academie,
        import_id=depot.pk,
    )
    depot.save(update_fields=["application"])
    return depot


def _nom(fichier: "File[bytes] | None") -> str:
    return str(fichier.name)[-200:] if fichier is not None else ""


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
