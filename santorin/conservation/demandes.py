"""Asking for a purge or an export: the same door for the screen, the API and the command (SEC-03, API-01)."""

from collections.abc import Sequence

from santorin.comptes.models import Utilisateur
from santorin.conservation import tasks
from santorin.conservation.personne import Qualite
from santorin.conservation.regles import personne_de
from santorin.refus import Refus
from santorin.traitements.actions import demander
from santorin.traitements.models import Traitement


def demander_purge(natures: Sequence[str] = (), *, par: Utilisateur) -> Traitement:
    """SEC-03: have what is due at this instant destroyed (of these kinds, or of all). Raises `DejaFait`."""
    return demander(
        tasks.purger,
        objet="conservation:purge",
        libelle="Purge des données échues",
        par=par,
        natures=list(natures),
    )


def demander_export(qualite: Qualite, cle: int, *, par: Utilisateur) -> Traitement:
    """SEC-03: have the data of one person gathered. Raises `Refus` out of reach, `DejaFait`.

    The job belongs to nobody's académie: only who asked sees it.
    """
    if personne_de(par, qualite, cle) is None:
        raise Refus("Cette personne n’est pas dans votre périmètre.")
    return demander(
        tasks.exporter,
        objet=f"conservation:export:{qualite}:{cle}:{par.pk}",
        libelle="Export des données d’une personne",
        par=par,
        qualite=qualite.value,
        cle=cle,
    )
