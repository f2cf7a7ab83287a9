"""An établissement's results on the dashboard (ACC-01, RES-01)."""

from collections.abc import Sequence

from django.urls import reverse

from resultats.lectures.perimetres import Presence, perimetres
from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.accords import en_chiffres


def resultats(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01: one tile per examination and session of the établissement."""
    if not utilisateur.a_le_droit(Droit.EDITER_RESULTATS):
        return ()
    tuiles = tuple(_tuile(presence) for presence in perimetres(utilisateur))
    return (Groupe(cle="resultats", titre="Résultats", tuiles=tuiles),) if tuiles else ()


def _tuile(presence: Presence) -> Tuile:
    perimetre = presence.perimetre
    return Tuile(
        titre=f"{perimetre.cadre.examen} – {perimetre.cadre.session}",
        url=reverse("resultats_etablissement:documents", args=perimetre.arguments),
        description=f"Extraire les notes, éditer les listes et les relevés, {perimetre.etablissement.nom}",
        indicateurs=(("Élèves inscrits", en_chiffres(presence.eleves)),),
    )
