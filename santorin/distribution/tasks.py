"""The worker's door of the distribution (DIS-01)."""

from django.utils import timezone

from santorin.copies.models import Sujet
from santorin.distribution.actions import distribuer
from santorin.referentiel.accords import compter
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail


@travail
def appliquer(compte_rendu: CompteRendu) -> None:
    """Apply a draw; `parametres`: sujet_id, taille, graine, empreinte."""
    parametres = compte_rendu.parametres
    if compte_rendu.par is None:
        raise Refus("Une distribution est demandée par une personne.")
    distribution = distribuer(
        Sujet.objects.select_related("epreuve").get(pk=parametres["sujet_id"]),
        taille=int(parametres["taille"]),
        graine=int(parametres["graine"]),
        empreinte=str(parametres["empreinte"]),
        par=compte_rendu.par,
        le=timezone.now(),
    )
    lots = distribution.dernier - distribution.premier + 1
    compte_rendu.noter(f"{compter(distribution.copies, 'copie')} en {compter(lots, 'lot')}.")
