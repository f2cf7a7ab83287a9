"""Holds, with a token (API-01, SEC-03)."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.conservation import actions
from santorin.conservation.api import formes
from santorin.conservation.api.acces import auteur, lu
from santorin.conservation.models import Gel
from santorin.conservation.regles import epreuves_de

GELER = (permet(Droit.GELER),)
PAR_PAGE = 200


@method_decorator(login_not_required, name="dispatch")
class Gels(APIView):
    """Holds."""

    permission_classes = GELER

    @extend_schema(
        operation_id="conservation_gels",
        parameters=[
            OpenApiParameter("leves", bool, description="Les gels levés plutôt que ceux en cours"),
            OpenApiParameter("apres", int, description="Suite de la liste\u00a0: dernier id lu"),
        ],
        responses=formes.GelSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The holds within reach, last first, 200 at a time."""
        leves = request.query_params.get("leves", "").lower() in {"1", "true"}
        siens = Gel.objects.pour(auteur(request), Droit.GELER).filter(leve_le__isnull=not leves)
        if (apres := request.query_params.get("apres", "")).isdigit():
            siens = siens.filter(pk__lt=int(apres))
        return Response(formes.GelSerializer(siens[:PAR_PAGE], many=True).data)

    @extend_schema(
        operation_id="conservation_poser_gel",
        request=formes.GelDemandeSerializer,
        responses={201: formes.GelSerializer},
    )
    def post(self, request: Request) -> Response:
        """Place a hold; 409 with the reason when it cannot be."""
        lue = lu(formes.GelDemandeSerializer, request)
        par, cle = auteur(request), lue.pop("epreuve")
        epreuve = get_object_or_404(epreuves_de(par, Droit.GELER), pk=cle) if cle else None
        gel = actions.poser_gel(epreuve=epreuve, **lue, par=par, le=timezone.now())
        return Response(formes.GelSerializer(gel).data, status=HTTP_201_CREATED)


@method_decorator(login_not_required, name="dispatch")
class Levee(APIView):
    """The lifting of a hold."""

    permission_classes = GELER

    @extend_schema(
        operation_id="conservation_lever_gel",
        request=formes.MotifDeLeveeSerializer,
        responses=formes.GelSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Lift a hold, with a reason; 409 when it is lifted already."""
        gel = get_object_or_404(Gel.objects.pour(auteur(request), Droit.GELER), pk=pk)
        motif = lu(formes.MotifDeLeveeSerializer, request)["motif"]
        actions.lever_gel(gel, motif=motif, par=auteur(request), le=timezone.now())
        gel.refresh_from_db()
        return Response(formes.GelSerializer(gel).data)
