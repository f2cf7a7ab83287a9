"""Services opened and closed with a token (API-01, RES-02, RES-08)."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from resultats.actions import ouvertures as actions
from resultats.api.base import Instant, cadre_demande, corps, lu, qui
from resultats.api.proclames import ServiceForme
from resultats.forms.ouvertures import Fermeture
from resultats.lectures import ouvertures
from resultats.lectures.proclamation import Cadre
from resultats.models import NatureService
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit

GERER = (permet(Droit.GERER_RESULTATS),)


class PeriodeForme(serializers.Serializer[Any]):
    """A period; `motif` once the service has opened."""

    ouvre_le = Instant()
    ferme_le = Instant(allow_null=True, default=None)
    motif = serializers.CharField(max_length=300, allow_blank=True, default="")


class FermetureForme(serializers.Serializer[Any]):
    """Why a service closes now."""

    motif = serializers.CharField(max_length=300)


class Service(APIView):
    """The period of one service."""

    permission_classes = GERER

    @extend_schema(
        operation_id="resultats_definir_service",
        description="409 avec la phrase de l’écran pour une période impossible, inchangée, ou sans motif après "
        "l’ouverture.",
        request=PeriodeForme,
        responses=ServiceForme,
    )
    def put(self, request: Request, cle: str, nature: str) -> Response:
        """RES-02, RES-08: give the service its period."""
        cadre, voulue = cadre_demande(request, cle), _nature(nature)
        forme = PeriodeForme(data=request.data)
        forme.is_valid(raise_exception=True)
        actions.definir(cadre, voulue, **forme.validated_data, par=qui(request), le=timezone.now())
        return _rendre(cadre, voulue)


class FermetureService(APIView):
    """An open service, closed now."""

    permission_classes = GERER

    @extend_schema(operation_id="resultats_fermer_service", request=FermetureForme, responses=ServiceForme)
    def post(self, request: Request, cle: str, nature: str) -> Response:
        """RES-08: close it, with the reason."""
        cadre, voulue = cadre_demande(request, cle), _nature(nature)
        motif = lu(Fermeture(corps(request)))["motif"]
        actions.fermer(cadre, voulue, motif=motif, par=qui(request), le=timezone.now())
        return _rendre(cadre, voulue)


def _rendre(cadre: Cadre, voulue: NatureService) -> Response:
    lignes = ouvertures.lignes(cadre, timezone.now())
    return Response(ServiceForme(next(ligne for ligne in lignes if ligne.nature == voulue)).data)


def _nature(nature: str) -> NatureService:
    if nature not in NatureService.values:
        raise Http404
    return NatureService(nature)
