"""The dashboard's tile of the harmonisation (ACC-01, HAR-01)."""

from collections.abc import Sequence

from django.urls import reverse

from harmonisation.lectures.epreuves import epreuves_harmonisees
from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.accords import en_chiffres
from santorin.transmission.etats import Acte
from santorin.transmission.lectures import Bilan, bilans
from santorin.transmission.regles import Portee, obstacle


def harmonisation(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """HAR-01: one tile per harmonised épreuve of the coordinateur; closed, with its reason, without a locked lot."""
    if not utilisateur.a_le_droit(Droit.HARMONISER):
        return ()
    portees = [Portee(epreuve) for epreuve in epreuves_harmonisees(utilisateur)]
    return [_groupe(bilan) for bilan in bilans(portees).values()]


def _groupe(bilan: Bilan) -> Groupe:
    epreuve = bilan.portee.epreuve
    sans_lot = not bilan.situation.lots_verrouilles
    tuile = Tuile(
        titre="Harmonisation",
        url=reverse("harmonisation:validation", args=[epreuve.pk]),
        description="Valider l’harmonisation : envoyer les notes à Cyclades et les services faits à Imag’In.",
        obstacle=obstacle(bilan.portee, bilan.situation, Acte.HARMONISATION) if sans_lot else None,
        etat=bilan.etat.label,
        indicateurs=(
            ("Candidats", en_chiffres(bilan.comptes.candidats)),
            (
                "Lots verrouillés",
                f"{en_chiffres(bilan.situation.lots_verrouilles)} / {en_chiffres(bilan.situation.lots)}",
            ),
            ("Notes à transmettre", en_chiffres(bilan.a_transmettre)),
        ),
    )
    return Groupe(
        cle=f"epreuve:{epreuve.pk}",
        titre=str(epreuve),
        sous_titre=f"{epreuve.get_nature_display()} – {epreuve.session} – académie de {epreuve.academie}",
        tuiles=(tuile,),
    )
