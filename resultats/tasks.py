"""The worker's doors."""

from django.utils import timezone

from resultats.actions.proclamation import proclamer
from santorin.referentiel.models import Academie, Examen, Session
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail


@travail
def etablir_les_resultats(compte_rendu: CompteRendu) -> None:
    """RES-06: the results of one examination, session and académie."""
    parametres = compte_rendu.parametres
    proclamer(
        Examen.objects.get(code=parametres["examen"]),
        Session.objects.get(code=parametres["session"]),
        Academie.objects.get(code=parametres["academie"]),
        par=compte_rendu.par,
        le=timezone.now(),
        compte_rendu=compte_rendu,
    )
