"""Jobs asked for, whatever the door: screen or API (TRA-01, API-01)."""

from collections.abc import Mapping
from typing import Any, Final

from resultats import tasks
from resultats.lectures.acces import AccesDuCadre
from resultats.lectures.extraction import Extraction
from resultats.lectures.perimetres import Perimetre
from resultats.lectures.proclamation import Cadre
from resultats.regles.acces import candidatures_gerees, du_cadre, obstacle_coupons, sans_compte
from santorin.comptes.models import Utilisateur
from santorin.refus import exiger
from santorin.traitements.actions import demander
from santorin.traitements.models import Traitement

LISTE: Final = "Liste d’affichage des candidats"


def etablir_les_resultats(cadre: Cadre, *, par: Utilisateur) -> Traitement:
    """RES-06: the job that establishes the results of a frame. Raises `DejaFait` while one is at work."""
    return demander(
        tasks.etablir_les_resultats,
        objet=f"{cadre.fil}:proclamation",
        libelle=f"Établir les résultats – {cadre}",
        par=par,
        academie=cadre.academie,
        **_cles(cadre),
    )


def extraire_les_notes(extraction: Extraction, *, forme: str, par: Utilisateur) -> Traitement:
    """RES-02: the job that extracts marks as « csv » or « xlsx ». Raises `DejaFait` while one is at work."""
    perimetre = extraction.perimetre
    return demander(
        tasks.extraire_les_notes,
        objet=f"{perimetre.objet}extraction",
        libelle=f"Extraire des notes – {perimetre.cadre.examen} – {perimetre.cadre.session}",
        par=par,
        etablissement=perimetre.etablissement,
        uai=perimetre.etablissement.uai,
        examen=perimetre.cadre.examen.code,
        session=perimetre.cadre.session.code,
        forme=forme,
        demande=extraction.demande.parametres(),
    )


def editer_la_liste(perimetre: Perimetre, choix: Mapping[str, Any], *, par: Utilisateur) -> Traitement:
    """RES-03: the job that edits the list of one's own centre. Raises `DejaFait` while one is at work."""
    lieu = {"objet": f"{perimetre.objet}liste", "etablissement": perimetre.etablissement}
    return _editer(perimetre.cadre, {**choix, "centres": [perimetre.etablissement.uai]}, lieu, par)


def editer_les_listes(cadre: Cadre, choix: Mapping[str, Any], *, par: Utilisateur) -> Traitement:
    """RES-03: the job that edits the lists of several centres. Raises `DejaFait` while one is at work."""
    return _editer(cadre, choix, {"objet": f"{cadre.fil}:listes", "academie": cadre.academie}, par)


def imprimer_les_coupons(vu: AccesDuCadre, *, renouveler: bool, par: Utilisateur) -> Traitement:
    """RES-09: the job that prints slips. Raises `Refus` when there is none to print, `DejaFait` while one is at work.

    Each person prints its own candidates': two schools of one académie do not wait for each other.
    """
    siennes = du_cadre(candidatures_gerees(par), vu.examen, vu.session, vu.academie)
    exiger(obstacle_coupons(sans_compte(siennes, renouveler=renouveler).count()))
    return demander(
        tasks.imprimer_les_coupons,
        objet=f"coupons:{':'.join(vu.arguments)}:{par.pk}",
        libelle=f"Coupons de connexion – {vu}",
        par=par,
        cadre=vu.arguments,
        renouveler=renouveler,
    )


def preparer_les_pages(vu: AccesDuCadre, *, par: Utilisateur) -> Traitement:
    """RES-08: the job that renders the pages of the results morning. Raises `DejaFait` while one is at work."""
    return demander(
        tasks.preparer_les_pages,
        objet=f"pages:{':'.join(vu.arguments)}",
        libelle=f"Pages de résultats des candidats – {vu}",
        par=par,
        academie=vu.academie,
        cadre=vu.arguments,
    )


def _editer(cadre: Cadre, choix: Mapping[str, Any], lieu: Mapping[str, Any], par: Utilisateur) -> Traitement:
    return demander(
        tasks.editer_les_listes,
        libelle=f"{LISTE} – {cadre.examen} – {cadre.session}",
        par=par,
        **lieu,
        **_cles(cadre),
        **choix,
    )


def _cles(cadre: Cadre) -> dict[str, Any]:
    return {"examen": cadre.examen.code, "session": cadre.session.code, "lieu": cadre.academie.code}
