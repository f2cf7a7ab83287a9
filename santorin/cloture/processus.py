"""The dashboard's tile of the clôture (ACC-01, CLO-01)."""

from collections.abc import Sequence

from django.urls import reverse

from santorin.accueil.processus import Groupe, Tuile
from santorin.cloture.lectures import portees_suivies
from santorin.cloture.regles import obstacle
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.accords import en_chiffres
from santorin.transmission.lectures import Bilan, bilans


def cloture(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """CLO-01: one tile per épreuve (and établissement) that the person follows; nothing without the right."""
    if not utilisateur.a_le_droit(Droit.CONSULTER_CLOTURE):
        return ()
    portees = portees_suivies(utilisateur)
    plusieurs_lieux = len({portee.etablissement for portee in portees}) > 1
    chiffres = bilans(portees)
    return [_groupe(chiffres[portee], utilisateur, plusieurs_lieux=plusieurs_lieux) for portee in portees]


def _groupe(bilan: Bilan, utilisateur: Utilisateur, *, plusieurs_lieux: bool) -> Groupe:
    portee, epreuve = bilan.portee, bilan.portee.epreuve
    lieu = f" – {portee.etablissement}" if portee.etablissement and plusieurs_lieux else ""
    obstacle_dit = obstacle(portee, bilan.situation, utilisateur)
    tuile = Tuile(
        titre=f"Clôture{lieu}",
        url=reverse("cloture:epreuve", args=[portee.cle]),
        # The screen stays open to whoever follows it: what cannot be launched is said there too.
        description=obstacle_dit or "Envoyer les notes à Cyclades et les services faits à Imag’In.",
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
