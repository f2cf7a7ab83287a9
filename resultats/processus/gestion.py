"""The gestionnaire's results on the dashboard (ACC-01, RES-06)."""

from collections.abc import Sequence

from django.urls import reverse

from resultats.lectures.proclamation import Etendue, cadres
from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.accords import en_chiffres


def resultats(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01: one tile per examination and session of the académie."""
    if not utilisateur.a_le_droit(Droit.GERER_RESULTATS):
        return ()
    tuiles = tuple(_tuile(etendue) for etendue in cadres(utilisateur))
    return (Groupe(cle="resultats", titre="Gérer les résultats", tuiles=tuiles),) if tuiles else ()


def _tuile(etendue: Etendue) -> Tuile:
    return Tuile(
        titre=f"{etendue.cadre.examen} – {etendue.cadre.session}",
        url=reverse("resultats_gestion:cadre", args=[etendue.cadre.cle]),
        description=f"Établir, ouvrir et publier les résultats, académie de {etendue.cadre.academie}",
        indicateurs=(
            ("Candidatures", en_chiffres(etendue.candidatures)),
            ("Résultats établis", en_chiffres(etendue.proclames)),
        ),
    )
