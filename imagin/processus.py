"""The dashboard's tile of Imag'In (ACC-01)."""

from collections.abc import Sequence

from django.urls import reverse

from imagin.etats import EtatServiceFait
from imagin.lectures import comptes_par_etat
from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.templatetags.francais import nombre

MONTRES = (EtatServiceFait.A_VALIDER, EtatServiceFait.VALIDE, EtatServiceFait.TRANSMIS)


def services_faits(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01: one tile, with how many services faits wait in each state; nothing without the right."""
    if not utilisateur.a_le_droit(Droit.CONSULTER_SERVICES_FAITS):
        return ()
    comptes = comptes_par_etat(utilisateur)
    tuile = Tuile(
        titre="Services faits",
        url=reverse("imagin:epreuves"),
        description="Valider ce que les correcteurs ont fait et le transmettre à la liquidation.",
        indicateurs=tuple((str(etat.label), nombre(comptes.get(etat, 0))) for etat in MONTRES),
    )
    return (Groupe(cle="imagin", titre="Imag’In", tuiles=(tuile,)),)
