"""The worker's doors of the clôture."""

from santorin.cloture.regles import obstacle
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.refus import Refus, exiger
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail
from santorin.transmission.actions import rapprocher_a_la_demande, renvoyer_services_faits, transmettre
from santorin.transmission.etats import Acte
from santorin.transmission.lectures import situation_de
from santorin.transmission.regles import Portee, portee_de


@travail
def cloturer(compte_rendu: CompteRendu) -> None:
    """Close an épreuve (CLO-04); `parametres`: epreuve_id, uai."""
    par, portee = _portee(compte_rendu)
    exiger(obstacle(portee, situation_de(portee, sauf=compte_rendu.traitement), par))
    transmettre(portee, acte=Acte.CLOTURE, par=par, compte_rendu=compte_rendu)


@travail
def renvoyer(compte_rendu: CompteRendu) -> None:
    """Send the services faits again, alone (CLO-05); `parametres`: epreuve_id, uai."""
    par, portee = _portee(compte_rendu)
    renvoyer_services_faits(portee.epreuve, par=par, compte_rendu=compte_rendu)


@travail
def rapprocher(compte_rendu: CompteRendu) -> None:
    """Compare Santorin and Cyclades (CLO-14); `parametres`: epreuve_id, uai."""
    par, portee = _portee(compte_rendu)
    rapprocher_a_la_demande(portee, par=par, compte_rendu=compte_rendu)


def _portee(compte_rendu: CompteRendu) -> tuple[Utilisateur, Portee]:
    """Who asks, and what they reach today. Raises `Refus` for one who no longer may."""
    epreuves = Epreuve.objects.select_related("session", "examen", "academie", "parametrage")
    epreuve = epreuves.get(pk=compte_rendu.parametres["epreuve_id"])
    uai = str(compte_rendu.parametres["uai"])
    par = compte_rendu.par
    portee = portee_de(par, epreuve, Droit.CLOTURER, uai=uai) if par else None
    if par is None or portee is None:
        raise Refus("Vous n’avez plus le droit de clôturer cette épreuve.")
    return par, portee
