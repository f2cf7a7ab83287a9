"""The dashboard's tiles of the candidates' space: the candidate's own, and of those who open it (ACC-01, RES-09)."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from resultats.lectures.espace import inscriptions_de
from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur


def espace(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01, RES-09: the candidate's space; it tells whether results are open, nothing of them (RES-08)."""
    if not utilisateur.a_le_droit(Droit.CONSULTER_SES_RESULTATS):
        return ()
    ouverte = any(mienne.ouverte for mienne in inscriptions_de(utilisateur, timezone.now()))
    tuile = Tuile(
        titre="Mon espace",
        url=reverse("resultats_candidat:espace"),
        description="Vos résultats, vos relevés de notes et vos copies, une fois publiés.",
        etat="Résultats publiés" if ouverte else "Résultats non publiés",
    )
    return [Groupe(cle="espace-candidat", titre="Mes examens", tuiles=(tuile,))]


def acces(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01, RES-09: slips and delays, for the académie and the schools."""
    if not utilisateur.a_le_droit(Droit.GERER_RESULTATS, Droit.EDITER_RESULTATS):
        return ()
    tuile = Tuile(
        titre="Accès des candidats",
        url=reverse("resultats_candidat:acces"),
        description="Coupons de connexion à l’espace des candidats.",
    )
    return [Groupe(cle="resultats", titre="Résultats", tuiles=(tuile,))]
