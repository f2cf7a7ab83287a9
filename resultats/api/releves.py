"""Generate, publish, list and take transcripts with a token (API-01, RES-04 to RES-06)."""

from collections.abc import Callable
from typing import cast

from django.contrib.auth.decorators import login_not_required
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

from resultats.actions import releves as actions
from resultats.actions.generation import demander_generation
from resultats.actions.masse import demander_masse
from resultats.api.formes_releves import (
    CriteresSerializer,
    DateSerializer,
    GenerationSerializer,
    MasseSerializer,
    MotifSerializer,
    PageDeRelevesSerializer,
)
from resultats.lectures.generations import generation_lue, generations_de
from resultats.lectures.perimetres import perimetre_de
from resultats.lectures.proclamation import Cadre, cadre_de
from resultats.lectures.releves import masse_de
from resultats.models import Generation
from resultats.regles.releves import telechargeables
from resultats.remise import envoyer_releve, releve_de
from resultats.tasks import editer_releves_en_masse, generer_les_releves
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.pages import PAR_PAGE, Page
from santorin.traitements.api.formes import TraitementSerializer
from santorin.traitements.models import Traitement

LIRE = (permet(Droit.EDITER_RESULTATS, Droit.GERER_RESULTATS, Droit.CONSULTER_SES_RESULTATS),)
GERER = (permet(Droit.GERER_RESULTATS),)
CRITERES = [
    OpenApiParameter("candidat", str, description="Numéro candidat"),
    OpenApiParameter("apres", int, description="Page suivante : la valeur de « suivant »"),
]


def _qui(request: Request) -> Utilisateur:
    return cast(Utilisateur, request.user)


def _accepte(traitement: Traitement) -> Response:
    return Response(TraitementSerializer(traitement).data, status=HTTP_202_ACCEPTED)


def _cadre(request: Request, cle: str) -> Cadre:
    cadre = cadre_de(_qui(request), cle)
    if cadre is None:
        raise Http404
    return cadre


@method_decorator(login_not_required, name="dispatch")
class Releves(APIView):
    """The transcripts."""

    permission_classes = LIRE

    @extend_schema(operation_id="releves_lister", parameters=CRITERES, responses=PageDeRelevesSerializer)
    def get(self, request: Request) -> Response:
        """RES-04: those that the token may download now, by pages of fifty."""
        forme = CriteresSerializer(data=request.query_params)
        forme.is_valid(raise_exception=True)
        siens = telechargeables(_qui(request), timezone.now()).select_related("candidature", "generation")
        if candidat := forme.validated_data["candidat"]:
            siens = siens.filter(candidature__numero=candidat)
        lues = list(siens.filter(pk__gt=forme.validated_data["apres"]).order_by("pk")[: PAR_PAGE + 1])
        suivant = lues[PAR_PAGE - 1].pk if len(lues) > PAR_PAGE else None
        return Response(PageDeRelevesSerializer(Page(lues[:PAR_PAGE], None, suivant)).data)


@method_decorator(login_not_required, name="dispatch")
class Pdf(APIView):
    """The PDF of a transcript."""

    permission_classes = LIRE

    @extend_schema(operation_id="releve_pdf", responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, releve_id: int) -> HttpResponseBase:
        """RES-04: its bytes, whole or by parts (Range)."""
        le = timezone.now()
        releve = releve_de(_qui(request), releve_id, le)
        return envoyer_releve(cast(HttpRequest, request), releve, par=_qui(request), le=le)


@method_decorator(login_not_required, name="dispatch")
class EnMasse(APIView):
    """All the transcripts of an établissement."""

    permission_classes = (permet(Droit.EDITER_RESULTATS),)

    @extend_schema(
        operation_id="releves_en_masse", request=MasseSerializer, responses={202: TraitementSerializer}
    )
    def post(self, request: Request) -> Response:
        """RES-05: ask for the one PDF: answers with the job to follow."""
        forme = MasseSerializer(data=request.data)
        forme.is_valid(raise_exception=True)
        perimetre = perimetre_de(_qui(request), **forme.validated_data)
        if perimetre is None:
            raise Http404
        masse = masse_de(perimetre, timezone.now())
        return _accepte(demander_masse(editer_releves_en_masse, masse, par=_qui(request)))


@method_decorator(login_not_required, name="dispatch")
class Generations(APIView):
    """The runs of a frame."""

    permission_classes = GERER

    @extend_schema(operation_id="releves_generations", responses=GenerationSerializer(many=True))
    def get(self, request: Request, cle: str) -> Response:
        """RES-06: the runs, the last first."""
        lues = generations_de(_cadre(request, cle), timezone.now())
        return Response(GenerationSerializer(lues, many=True).data)

    @extend_schema(operation_id="releves_generer", request=None, responses={202: TraitementSerializer})
    def post(self, request: Request, cle: str) -> Response:
        """RES-06: ask for the transcripts: answers with the job to follow."""
        cadre = _cadre(request, cle)
        return _accepte(demander_generation(generer_les_releves, cadre, par=_qui(request)))


class _Acte(APIView):
    """An act on one run."""

    permission_classes = GERER
    acte: Callable[..., None]
    forme: type[DateSerializer] | type[MotifSerializer]

    def faire(self, request: Request, generation_id: int) -> Response:
        """Do it; answers with the run as it is afterwards."""
        miennes = Generation.objects.pour(_qui(request), Droit.GERER_RESULTATS)
        generation = get_object_or_404(
            miennes.select_related("examen", "session", "academie"), pk=generation_id
        )
        forme = self.forme(data=request.data)
        forme.is_valid(raise_exception=True)
        le = timezone.now()
        type(self).acte(generation, **forme.validated_data, par=_qui(request), le=le)
        return Response(GenerationSerializer(generation_lue(generation, le)).data)


@method_decorator(login_not_required, name="dispatch")
class Publication(_Acte):
    """Publish a run."""

    acte, forme = actions.publier, DateSerializer

    @extend_schema(operation_id="releves_publier", request=DateSerializer, responses=GenerationSerializer)
    def post(self, request: Request, generation_id: int) -> Response:
        """RES-06: announce it, with the instant from which its documents can be had."""
        return self.faire(request, generation_id)


@method_decorator(login_not_required, name="dispatch")
class Report(_Acte):
    """Another date for a run."""

    acte, forme = actions.reporter, DateSerializer

    @extend_schema(operation_id="releves_reporter", request=DateSerializer, responses=GenerationSerializer)
    def post(self, request: Request, generation_id: int) -> Response:
        """RES-06: as long as the present date is not reached."""
        return self.faire(request, generation_id)


@method_decorator(login_not_required, name="dispatch")
class Retrait(_Acte):
    """Withdraw a run."""

    acte, forme = actions.retirer, MotifSerializer

    @extend_schema(operation_id="releves_retirer", request=MotifSerializer, responses=GenerationSerializer)
    def post(self, request: Request, generation_id: int) -> Response:
        """RES-06: with the reason."""
        return self.faire(request, generation_id)
