"""Jobs asked for, whatever the door: screen or API (TRA-01, API-01)."""

from resultats import tasks
from resultats.lectures.proclamation import Cadre
from santorin.comptes.models import Utilisateur
from santorin.traitements.actions import demander
from santorin.traitements.models import Traitement


def etablir_les_resultats(cadre: Cadre, *, par: Utilisateur) -> Traitement:
    """RES-06: the job that establishes the results of a frame. Raises `DejaFait` while one is at work."""
    return demander(
        tasks.etablir_les_resultats,
        objet=f"{cadre.fil}:proclamation",
        libelle=f"Établir les résultats – {cadre}",
        par=par,
        academie=cadre.academie,
        examen=cadre.examen.code,
        session=cadre.session.code,
        lieu=cadre.academie.code,
    )
