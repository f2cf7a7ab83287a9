"""Candidates' reports with a token: read, answered (API-01, RES-09)."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from santorin.comptes.droits import Droit
from santorin.copies.actions import repondre_au_candidat
from santorin.copies.models import SignalementCandidat
from santorin.numerisation.api.formes_copies import (
    ReponseAuCandidatSerializer,
    SignalementDeCandidatSerializer,
)
from santorin.numerisation.api.views import Vue


class SignalementsDeCandidats(Vue):
    """The reports of the candidates of an épreuve."""

    @extend_schema(
        operation_id="signalements_candidats", responses=SignalementDeCandidatSerializer(many=True)
    )
    def get(self, request: Request, epreuve_id: int) -> Response:
        """RES-09: those that wait for an answer, oldest first."""
        ouverts = SignalementCandidat.objects.ouverts().filter(composition__epreuve=self.epreuve(epreuve_id))
        return Response(
            SignalementDeCandidatSerializer(ouverts.select_related("composition"), many=True).data
        )


class UneReponseAuCandidat(Vue):
    """The answer to a candidate's report."""

    @extend_schema(
        operation_id="signalement_candidat_repondre",
        request=ReponseAuCandidatSerializer,
        responses={204: None},
    )
    def post(self, request: Request, signalement_id: int) -> Response:
        """RES-09: answer, once; 409 when it is answered already."""
        visibles = SignalementCandidat.objects.pour(self.par, Droit.NUMERISER)
        signalement = get_object_or_404(visibles, pk=signalement_id)
        demande = ReponseAuCandidatSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        repondre_au_candidat(signalement, par=self.par, le=timezone.now(), **demande.validated_data)
        return Response(status=HTTP_204_NO_CONTENT)
