"""Follow, cancel and run again a job, fetch its documents, with a token (API-01, TRA-01)."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED
from rest_framework.views import APIView

from santorin.comptes.models import Jeton, Utilisateur
from santorin.traitements import actions
from santorin.traitements.api.formes import SuiviSerializer, TraitementSerializer
from santorin.traitements.lectures import suivi
from santorin.traitements.models import Traitement
from santorin.traitements.remise import remettre

PAR_PAGE = 50


def _visibles(request: Request) -> QuerySet[Traitement]:
    return Traitement.objects.du_jeton(cast(Jeton, request.auth))


def _traitement(request: Request, uuid: UUID) -> Traitement:
    return get_object_or_404(_visibles(request), uuid=uuid)


@method_decorator(login_not_required, name="dispatch")
class Liste(APIView):
    """The jobs of the token."""

    @extend_schema(
        operation_id="traitements_lister",
        parameters=[OpenApiParameter("apres", UUID, description="Suite de la liste\u00a0: dernier uuid lu")],
        responses=TraitementSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Within the token's perimeter, last first, fifty at a time."""
        traitements = _visibles(request)
        if apres := request.query_params.get("apres"):
            traitements = traitements.filter(pk__lt=_traitement(request, _uuid(apres)).pk)
        return Response(TraitementSerializer(traitements[:PAR_PAGE], many=True).data)


@method_decorator(login_not_required, name="dispatch")
class Suivi(APIView):
    """One job."""

    @extend_schema(operation_id="traitement_suivre", responses=SuiviSerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        """The state, the last lines of the report and the documents of a job within the token's perimeter."""
        par = cast(Utilisateur, request.user)
        return Response(SuiviSerializer(suivi(_traitement(request, uuid), par)).data)


@method_decorator(login_not_required, name="dispatch")
class Annulation(APIView):
    """The cancelling of one job."""

    @extend_schema(operation_id="traitement_annuler", request=None, responses=TraitementSerializer)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Cancel a job; 409 with the reason when it is over."""
        traitement = _traitement(request, uuid)
        actions.annuler(traitement, par=cast(Utilisateur, request.user), le=timezone.now())
        traitement.refresh_from_db()
        return Response(TraitementSerializer(traitement).data)


@method_decorator(login_not_required, name="dispatch")
class Relance(APIView):
    """One job, asked for again."""

    @extend_schema(operation_id="traitement_relancer", request=None, responses={202: TraitementSerializer})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Run again a job that did not do all; 409 with the reason when it cannot be."""
        par = cast(Utilisateur, request.user)
        traitement = actions.relancer(_traitement(request, uuid), par=par, le=timezone.now())
        return Response(TraitementSerializer(traitement).data, status=HTTP_202_ACCEPTED)


@method_decorator(login_not_required, name="dispatch")
class UnDocument(APIView):
    """A document made by a job."""

    @extend_schema(
        operation_id="traitement_document",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, uuid: UUID) -> HttpResponseBase:
        """The bytes; a cut download goes on (Range). The right is checked each time (SEC-02)."""
        par = cast(Utilisateur, request.user)
        get_object_or_404(_visibles(request), documents__uuid=uuid)
        return remettre(cast(HttpRequest, request), uuid, par=par, le=timezone.now())


def _uuid(texte: str) -> UUID:
    """Raises 404 for what is no key."""
    try:
        return UUID(texte)
    except ValueError as erreur:
        raise Http404 from erreur
