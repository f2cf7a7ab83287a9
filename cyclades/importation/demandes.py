"""Asking for an import: the same door for the screen and the API (PRE-04, API-01)."""

from typing import Any

from cyclades.importation.actions import PIECE
from cyclades.importation.tasks import importer
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Etablissement
from santorin.traitements.actions import demander
from santorin.traitements.models import Traitement


def demander_import(
    etablissement: Etablissement, *, fichier: Any, source: str, valides_seulement: bool, par: Utilisateur
) -> Traitement:
    """PRE-04: have the pupils of a school read and written. Raises `DejaFait` while another file is being read."""
    fichier.name = PIECE
    return demander(
        importer,
        objet=f"eleves:{etablissement.uai}",
        libelle=f"Importer mes élèves – {etablissement.uai}",
        par=par,
        etablissement=etablissement,
        pieces=[fichier],
        uai=etablissement.uai,
        source=source,
        valides_seulement=valides_seulement,
    )
