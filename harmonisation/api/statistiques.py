"""Read the statistics of the correction with a token (API-01, HAR-02)."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from harmonisation.api.statistiques_formes import EcartsSerializer, EnsembleSerializer, TableauSerializer
from harmonisation.lectures import statistiques as lectures
from harmonisation.lectures.statistiques_ecarts import ecarts_de
from harmonisation.regles.statistiques import Notes, Ventilation
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve

CONSULTER = (permet(Droit.CONSULTER_STATISTIQUES),)
NOTES = OpenApiParameter("notes", str, enum=Notes.values)


def _epreuve(request: Request, epreuve_id: int) -> Epreuve:
    siennes = lectures.epreuves_consultables(cast(Utilisateur, request.user))
    epreuve: Epreuve = get_object_or_404(siennes, pk=epreuve_id)
    return epreuve


def _notes(request: Request) -> Notes:
    return Notes.FINALES if request.query_params.get("notes") == Notes.FINALES else Notes.CORRECTION


@method_decorator(login_not_required, name="dispatch")
class Ensemble(APIView):
    """The épreuve as a whole."""

    permission_classes = CONSULTER

    @extend_schema(operation_id="statistiques_ensemble", parameters=[NOTES], responses=EnsembleSerializer)
    def get(self, request: Request, epreuve_id: int) -> Response:
        """HAR-02: figures, distribution, and how many candidates they leave out."""
        epreuve = _epreuve(request, epreuve_id)
        return Response(EnsembleSerializer(lectures.ensemble(epreuve, _notes(request))).data)


@method_decorator(login_not_required, name="dispatch")
class Tableau(APIView):
    """One breakdown."""

    permission_classes = CONSULTER

    @extend_schema(operation_id="statistiques_ventilation", parameters=[NOTES], responses=TableauSerializer)
    def get(self, request: Request, epreuve_id: int, ventilation: str) -> Response:
        """HAR-02: the figures by correcteurs, lots, sujets, questions, etablissements or departements."""
        epreuve = _epreuve(request, epreuve_id)
        if ventilation not in Ventilation.values:
            raise Http404
        lu = lectures.tableau(epreuve, Ventilation(ventilation), notes=_notes(request))
        return Response(TableauSerializer(lectures.avec_repartitions(lu)).data)


@method_decorator(login_not_required, name="dispatch")
class Ecarts(APIView):
    """Markers against expectation."""

    permission_classes = CONSULTER

    @extend_schema(operation_id="statistiques_ecarts", responses=EcartsSerializer)
    def get(self, request: Request, epreuve_id: int) -> Response:
        """HAR-02: how far markers depart from what the draw of their lots lets expect."""
        epreuve = _epreuve(request, epreuve_id)
        return Response(EcartsSerializer(ecarts_de(epreuve, lectures.facteur_de(epreuve))).data)
