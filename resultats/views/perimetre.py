"""What is within one's reach: 404 otherwise."""

from django.http import Http404

from resultats.lectures.perimetres import Perimetre, perimetre_de
from resultats.lectures.proclamation import Cadre, cadre_de
from santorin.comptes.garde import Requete


def cadre_ou_404(request: Requete, cle: str) -> Cadre:
    """The examination, session and académie of that key, for its gestionnaire."""
    cadre = cadre_de(request.user, cle)
    if cadre is None:
        raise Http404
    return cadre


def perimetre_ou_404(request: Requete, uai: str, examen: str, session: str) -> Perimetre:
    """The établissement's examination and session, for its chef."""
    perimetre = perimetre_de(request.user, uai, examen, session)
    if perimetre is None:
        raise Http404
    return perimetre
