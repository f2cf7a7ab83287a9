"""The candidates' access with a token: slips, delays, prepared pages (API-01, RES-08, RES-09)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT
from rest_framework.views import APIView

from cyclades.models import Candidature
from resultats import demandes
from resultats.actions import acces as actions
from resultats.actions.coupons import adresse_d_activation
from resultats.actions.signalement_candidat import fixer_le_delai
from resultats.api.base import Instant, accepte, acces_demande, corps, lu, qui
from resultats.editions.coupons import imprimer
from resultats.forms.acces import RevocationForm
from resultats.lectures.acces import cadres, candidats_cherches
from resultats.regles.acces import candidatures_gerees, du_cadre
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.traitements.api.formes import TraitementSerializer

OUVRIR = (permet(Droit.GERER_RESULTATS, Droit.EDITER_RESULTATS),)
GERER = (permet(Droit.GERER_RESULTATS),)


class AccesForme(serializers.Serializer[Any]):
    """One examination whose candidates' space is opened here, and its figures."""

    examen = serializers.CharField(source="examen.code")
    session = serializers.CharField(source="session.code")
    academie = serializers.CharField(source="academie.code")
    candidats = serializers.IntegerField()
    comptes = serializers.IntegerField()
    coupons = serializers.IntegerField()
    pages = serializers.IntegerField()
    signalements_jusqu_au = serializers.DateTimeField(source="jusqu_au", allow_null=True)


class CandidatForme(serializers.Serializer[Any]):
    """A candidate found, and where its account stands, in words."""

    id = serializers.IntegerField(source="candidature.pk")
    candidat = serializers.CharField(source="candidature.numero")
    inscription = serializers.CharField(source="candidature.inscription")
    nom = serializers.CharField(source="candidature.nom")
    prenoms = serializers.CharField(source="candidature.prenoms")
    etat = serializers.CharField()
    coupon_en_cours = serializers.BooleanField()


class ImpressionForme(serializers.Serializer[Any]):
    """Whether those who hold a slip get another one."""

    renouveler = serializers.BooleanField(default=False)


class DelaiForme(serializers.Serializer[Any]):
    """Until when scans may be reported."""

    jusqu_au = Instant()


class RevocationForme(serializers.Serializer[Any]):
    """Why a slip is revoked."""

    motif = serializers.CharField(min_length=5, max_length=500)


class Acces(APIView):
    """The examinations whose candidates' space one opens."""

    permission_classes = OUVRIR

    @extend_schema(operation_id="acces_lister", responses=AccesForme(many=True))
    def get(self, request: Request) -> Response:
        """RES-09: with their figures."""
        return Response(AccesForme(cadres(qui(request), timezone.now()), many=True).data)


class Coupons(APIView):
    """Slips of one examination."""

    permission_classes = OUVRIR

    @extend_schema(
        operation_id="acces_imprimer", request=ImpressionForme, responses={202: TraitementSerializer}
    )
    def post(self, request: Request, examen: str, session: str, academie: str) -> Response:
        """RES-09: ask for them: answers with the job to follow. Only who asked reads its document, for a day."""
        vu = acces_demande(request, examen, session, academie)
        forme = ImpressionForme(data=request.data)
        forme.is_valid(raise_exception=True)
        return accepte(demandes.imprimer_les_coupons(vu, **forme.validated_data, par=qui(request)))


class Candidats(APIView):
    """Candidates of one examination."""

    permission_classes = OUVRIR

    @extend_schema(
        operation_id="acces_candidats",
        parameters=[OpenApiParameter("q", str, required=True, description="Numéro ou nom")],
        responses=CandidatForme(many=True),
    )
    def get(self, request: Request, examen: str, session: str, academie: str) -> Response:
        """RES-09: those whose number or name begin so; at most fifty."""
        vu = acces_demande(request, examen, session, academie)
        siennes = du_cadre(candidatures_gerees(qui(request)), vu.examen, vu.session, vu.academie)
        trouves = candidats_cherches(siennes, request.query_params.get("q", "")[:80], timezone.now())
        return Response(CandidatForme(trouves, many=True).data)


class Coupon(APIView):
    """The slip of one candidate."""

    permission_classes = OUVRIR

    @extend_schema(
        operation_id="acces_reimprimer",
        request=None,
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def post(self, request: Request, candidature_id: int) -> HttpResponse:
        """RES-09: a new slip, as a PDF sent once and kept nowhere; the former one opens nothing any more."""
        candidature, le = _candidature(request, candidature_id), timezone.now()
        emis = actions.emettre([candidature], par=qui(request), le=le)
        octets = imprimer(emis, adresse=adresse_d_activation(), le=le)
        return HttpResponse(octets, content_type="application/pdf")


class Revocation(APIView):
    """The slip of one candidate, revoked."""

    permission_classes = OUVRIR

    @extend_schema(operation_id="acces_revoquer", request=RevocationForme, responses={204: None})
    def post(self, request: Request, candidature_id: int) -> Response:
        """RES-09: with the reason."""
        candidature = _candidature(request, candidature_id)
        motif = lu(RevocationForm(corps(request)))["motif"]
        actions.revoquer(candidature, motif=motif, par=qui(request), le=timezone.now())
        return Response(status=HTTP_204_NO_CONTENT)


class Delai(APIView):
    """Until when scans may be reported."""

    permission_classes = GERER

    @extend_schema(operation_id="acces_delai", request=DelaiForme, responses=AccesForme)
    def put(self, request: Request, examen: str, session: str, academie: str) -> Response:
        """RES-09: set it."""
        vu = acces_demande(request, examen, session, academie)
        forme = DelaiForme(data=request.data)
        forme.is_valid(raise_exception=True)
        jusqu_au = forme.validated_data["jusqu_au"]
        fixer_le_delai(vu.examen, vu.session, vu.academie, jusqu_au, par=qui(request), le=timezone.now())
        return Response(AccesForme(acces_demande(request, examen, session, academie)).data)


class Pages(APIView):
    """Pages of the results morning."""

    permission_classes = GERER

    @extend_schema(operation_id="acces_preparer", request=None, responses={202: TraitementSerializer})
    def post(self, request: Request, examen: str, session: str, academie: str) -> Response:
        """RES-08: ask for them: answers with the job to follow."""
        vu = acces_demande(request, examen, session, academie)
        return accepte(demandes.preparer_les_pages(vu, par=qui(request)))


def _candidature(request: Request, candidature_id: int) -> Candidature:
    siennes = candidatures_gerees(qui(request)).select_related("examen", "session", "academie")
    return get_object_or_404(siennes, pk=candidature_id)
