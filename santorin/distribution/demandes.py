"""Asking for a distribution: at once, or by a job when it is large (DIS-01)."""

from datetime import datetime

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Sujet
from santorin.distribution import tasks
from santorin.distribution.actions import distribuer
from santorin.distribution.models import Distribution
from santorin.traitements.actions import demander
from santorin.traitements.models import Traitement

AU_PLUS_TOUT_DE_SUITE = 2_000  # copies


def appliquer(
    sujet: Sujet, *, taille: int, graine: int, empreinte: str, copies: int, par: Utilisateur, le: datetime
) -> Distribution | Traitement:
    """DIS-01: apply the draw that a preview showed. Raises `Refus`."""
    if copies <= AU_PLUS_TOUT_DE_SUITE:
        return distribuer(sujet, taille=taille, graine=graine, empreinte=empreinte, par=par, le=le)
    return demander(
        tasks.appliquer,
        objet=f"distribution:epreuve:{sujet.epreuve_id}",
        libelle=f"Distribution – {sujet.epreuve}",
        par=par,
        academie=sujet.epreuve.academie,
        sujet_id=sujet.pk,
        taille=taille,
        graine=graine,
        empreinte=empreinte,
    )
