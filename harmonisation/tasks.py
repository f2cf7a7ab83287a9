"""The worker's door of the harmonisation."""

from django.utils import timezone

from harmonisation.actions import annuler, appliquer
from harmonisation.lectures.epreuves import epreuves_harmonisees
from harmonisation.lectures.masse import regle_lue, regles_de
from harmonisation.regles.masse import depuis_la_tache
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.referentiel.accords import compter
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail
from santorin.transmission.actions import transmettre
from santorin.transmission.etats import Acte
from santorin.transmission.regles import Portee


@travail
def valider(compte_rendu: CompteRendu) -> None:
    """Validate the harmonisation of an épreuve (HAR-06); `parametres`: epreuve_id."""
    epreuve, par = _perimetre(compte_rendu, "valider l’harmonisation de cette épreuve")
    transmettre(Portee(epreuve), acte=Acte.HARMONISATION, par=par, compte_rendu=compte_rendu)


@travail
def appliquer_regle(compte_rendu: CompteRendu) -> None:
    """Apply a rule as it was previewed (HAR-13); `parametres`: epreuve_id, regle, attendu."""
    epreuve, par = _perimetre(compte_rendu, "harmoniser cette épreuve")
    parametres = compte_rendu.parametres
    voulue = depuis_la_tache(parametres["regle"], epreuve)
    regle = appliquer(voulue, attendu=parametres["attendu"], par=par, le=timezone.now())
    compte_rendu.noter(f"{regle}\u00a0: {compter(regle.copies, 'note changée,notes changées')}.")
    compte_rendu.noter("Elles partiront à la prochaine validation de l’harmonisation.")


@travail
def annuler_regle(compte_rendu: CompteRendu) -> None:
    """Take a rule back (HAR-13); `parametres`: epreuve_id, regle_id, motif."""
    epreuve, par = _perimetre(compte_rendu, "harmoniser cette épreuve")
    regle = regles_de(epreuve).get(pk=compte_rendu.parametres["regle_id"])
    rendues = annuler(regle, motif=compte_rendu.parametres["motif"], par=par, le=timezone.now())
    compte_rendu.noter(f"{regle}\u00a0: {compter(rendues, 'note rendue,notes rendues')}.")
    lue = regle_lue(regle)
    for nombre, raison in (
        (lue.lots_ouverts, "dans un lot déverrouillé"),
        (lue.recorrigees, "recorrigée depuis"),
        (lue.reprises, "changée depuis, à l’unité ou par une autre règle"),
    ):
        if nombre:
            compte_rendu.alerter(f"{compter(nombre, 'copie non rendue,copies non rendues')}\u00a0: {raison}.")


def _perimetre(compte_rendu: CompteRendu, quoi: str) -> tuple[Epreuve, Utilisateur]:
    """The épreuve and who asked, if it is still theirs to harmonise. Raises `Refus`."""
    par = compte_rendu.par
    epreuve = (
        epreuves_harmonisees(par).filter(pk=compte_rendu.parametres["epreuve_id"]).first() if par else None
    )
    if par is None or epreuve is None:
        raise Refus(f"Vous n’avez plus le droit de {quoi}.")
    return epreuve, par
