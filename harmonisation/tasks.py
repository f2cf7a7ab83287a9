"""The worker's door of the harmonisation."""

from harmonisation.lectures.epreuves import epreuves_harmonisees
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail
from santorin.transmission.actions import transmettre
from santorin.transmission.etats import Acte
from santorin.transmission.regles import Portee


@travail
def valider(compte_rendu: CompteRendu) -> None:
    """Validate the harmonisation of an épreuve (HAR-06); `parametres`: epreuve_id."""
    par = compte_rendu.par
    epreuve = (
        epreuves_harmonisees(par).filter(pk=compte_rendu.parametres["epreuve_id"]).first() if par else None
    )
    if par is None or epreuve is None:
        raise Refus("Vous n’avez plus le droit de valider l’harmonisation de cette épreuve.")
    transmettre(Portee(epreuve), acte=Acte.HARMONISATION, par=par, compte_rendu=compte_rendu)
