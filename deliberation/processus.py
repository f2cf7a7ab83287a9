"""The second group on the dashboard: one tile per centre and group of decision (ACC-01)."""

from collections.abc import Sequence

from django.urls import reverse

from deliberation import regles
from deliberation.lectures.vues import Centre, centres
from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.accords import compter


def jurys(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01: the door to the juries within one's reach; closed to the centre until the DEC opened the ECT."""
    if not utilisateur.a_le_droit(Droit.CONSULTER_DELIBERATION):
        return ()
    tuiles = tuple(
        _tuile(centre, utilisateur) for centre in centres(utilisateur, Droit.CONSULTER_DELIBERATION)
    )
    if utilisateur.a_le_droit(Droit.CONSTITUER_JURYS):
        tuiles = (_constituer(), *tuiles)
    return (Groupe(cle="deliberation", titre="Délibération", tuiles=tuiles),) if tuiles else ()


def _constituer() -> Tuile:
    return Tuile(
        titre="Constituer les jurys",
        url=reverse("deliberation:constituer"),
        description="Les jurys, leurs candidats et leurs membres, depuis des fichiers.",
    )


def _tuile(centre: Centre, utilisateur: Utilisateur) -> Tuile:
    ferme = regles.obstacle_controle_ferme(centre.groupe)
    dec = utilisateur.a_le_droit(Droit.OUVRIR_EPREUVE_DE_CONTROLE)
    return Tuile(
        titre=f"{centre.groupe.examen} – {centre.groupe.session}",
        url=reverse("deliberation:centre", args=[centre.groupe.pk, centre.etablissement.uai]),
        description=f"Groupe de décision {centre.groupe.numero}, {centre.etablissement.nom}",
        obstacle=None if dec else ferme,
        etat="Résultats publiés" if centre.groupe.publie_le else "",
        indicateurs=tuple((etat, compter(nombre, "jury")) for etat, nombre in centre.etats),
    )
