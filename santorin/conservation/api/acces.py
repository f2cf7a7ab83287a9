"""What the API's views of retention share."""

from typing import Any, cast

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from santorin.comptes.models import Utilisateur
from santorin.traitements.api.formes import TraitementSerializer
from santorin.traitements.models import Traitement


def auteur(request: Request) -> Utilisateur:
    """Who holds the token."""
    return cast(Utilisateur, request.user)


def lu(forme: type[Any], request: Request) -> dict[str, Any]:
    """The body, cleaned. Raises DRF's `ValidationError` (400)."""
    lue = forme(data=request.data)
    lue.is_valid(raise_exception=True)
    return dict(lue.validated_data)


def accepte(traitement: Traitement) -> Response:
    """202, with the job that was asked for."""
    return Response(TraitementSerializer(traitement).data, status=HTTP_202_ACCEPTED)
