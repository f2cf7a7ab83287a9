"""Copies marked twice whose marks differ, with a token (API-01, COR-05)."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.copies.actions import trancher
from santorin.copies.models import Copie, Epreuve
from santorin.correction.api.formes import NoteFinaleSerializer
from santorin.correction.api.formes_bureau import ConcertationSerializer, DecisionSerializer
from santorin.correction.api.views import VueDeCorrecteur, par_de
from santorin.correction.lectures.concertations import concertations_de, concertations_de_l_epreuve


class Concertations(VueDeCorrecteur):
    """The marker's copies to agree upon."""

    @extend_schema(operation_id="correction_concertations", responses=ConcertationSerializer(many=True))
    def get(self, request: Request) -> Response:
        """COR-05: one's own copies whose other marking differs too much."""
        return Response(ConcertationSerializer(concertations_de(par_de(request)), many=True).data)


@method_decorator(login_not_required, name="dispatch")
class VueDeCoordinateur(APIView):
    """What a coordinateur's token opens."""

    permission_classes = (permet(Droit.HARMONISER),)

    def epreuve(self, epreuve_id: int) -> Epreuve:
        """The épreuve, within reach. Raises 404 otherwise."""
        epreuves = Epreuve.objects.pour(par_de(self.request), Droit.HARMONISER)
        return get_object_or_404(epreuves.select_related("examen", "parametrage"), pk=epreuve_id)


class ConcertationsDeLEpreuve(VueDeCoordinateur):
    """The copies of an épreuve to be decided."""

    @extend_schema(
        operation_id="correction_concertations_epreuve", responses=ConcertationSerializer(many=True)
    )
    def get(self, request: Request, epreuve_id: int) -> Response:
        """COR-05: the copies whose two marks differ too much."""
        lignes = concertations_de_l_epreuve(self.epreuve(epreuve_id))
        return Response(ConcertationSerializer(lignes, many=True).data)


class Decision(VueDeCoordinateur):
    """The coordinateur's decision."""

    @extend_schema(
        operation_id="correction_trancher", request=DecisionSerializer, responses=NoteFinaleSerializer
    )
    def post(self, request: Request, epreuve_id: int, cle: UUID) -> Response:
        """COR-05: decide the final mark of a copy, with the reason; 409 when it cannot be."""
        copies = Copie.objects.filter(composition__epreuve=self.epreuve(epreuve_id))
        copie, demande = (
            get_object_or_404(copies, corrections__cle=cle),
            DecisionSerializer(data=request.data),
        )
        demande.is_valid(raise_exception=True)
        decidee = trancher(copie, par=par_de(request), le=timezone.now(), **demande.validated_data)
        return Response(NoteFinaleSerializer(decidee).data)
