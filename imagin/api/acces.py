"""Which épreuve an address of the API names, within the token's perimeter."""

from typing import cast

from django.http import Http404
from rest_framework.request import Request

from imagin.models import Epreuve
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur


def epreuve_demandee(request: Request, session: str, examen: str, code: str, *droits: Droit) -> Epreuve:
    """The épreuve of this key; its académie is the token's only one, or the one asked for. 404 otherwise."""
    trouvees = Epreuve.objects.pour(cast(Utilisateur, request.user), *droits).filter(
        session__code=session, examen__code=examen, code=code
    )
    if academie := request.query_params.get("academie"):
        trouvees = trouvees.filter(academie__code=academie)
    if len(epreuves := list(trouvees[:2])) != 1:
        raise Http404
    return epreuves[0]
