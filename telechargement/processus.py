"""The dashboard's tile of the téléchargement (ACC-01, HAR-10)."""

from collections.abc import Sequence

from django.urls import reverse

from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.accords import en_chiffres
from telechargement.lectures import EpreuveOuverte, epreuves_ouvertes


def telechargement(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01: one tile per épreuve of the établissement's candidates; nothing without the right."""
    if not utilisateur.a_le_droit(Droit.TELECHARGER):
        return ()
    return [_groupe(ouverte) for ouverte in epreuves_ouvertes(utilisateur)]


def _groupe(ouverte: EpreuveOuverte) -> Groupe:
    epreuve = ouverte.epreuve
    tuile = Tuile(
        titre="Téléchargement",
        url=f"{reverse('telechargement:copies')}?epreuve={epreuve.pk}",
        description="Les copies transmises de vos candidats, une à une ou toutes dans un ZIP.",
        obstacle=ouverte.obstacle,
        etat="En recorrection pour partie" if ouverte.en_recorrection else "",
        indicateurs=(("Copies disponibles", en_chiffres(ouverte.copies)),),
    )
    return Groupe(
        cle=f"epreuve:{epreuve.pk}",
        titre=str(epreuve),
        sous_titre=f"{epreuve.get_nature_display()} – {epreuve.session} – académie de {epreuve.academie}",
        tuiles=(tuile,),
    )
