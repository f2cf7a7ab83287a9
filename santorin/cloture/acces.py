"""From an address to what the person reaches, for every screen of the clôture."""

import re
from typing import TypedDict

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.transmission.regles import Portee, portee_de

CURSEUR = re.compile("[0-9]{1,18}")


class Curseurs(TypedDict):
    """Which page of a list is asked for."""

    avant: int | None
    apres: int | None


def portee_demandee(utilisateur: Utilisateur, cle: str, droit: Droit) -> Portee:
    """What « 12 » or « 12-0350030P » names, within the person's perimeter. 404 otherwise."""
    epreuve_id, _, uai = cle.partition("-")
    epreuves = Epreuve.objects.pour(utilisateur, droit).select_related(
        "session", "examen", "academie", "parametrage"
    )
    epreuve = get_object_or_404(epreuves, pk=int(epreuve_id))
    portee = portee_de(utilisateur, epreuve, droit, uai=uai)
    if portee is None:
        raise Http404
    return portee


def curseurs(request: HttpRequest) -> Curseurs:
    """The cursors of the address; what is none is left out."""
    avant, apres = (request.GET.get(nom, "") for nom in ("avant", "apres"))
    return {
        "avant": int(avant) if CURSEUR.fullmatch(avant) else None,
        "apres": int(apres) if CURSEUR.fullmatch(apres) else None,
    }
