"""Answer sheets with a token (API-01, PRE-03)."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.copies.models import Epreuve
from santorin.numerisation.api.formes import FeuillesSerializer
from santorin.numerisation.api.views import Vue
from santorin.numerisation.demandes import demander_impression
from santorin.traitements.api.formes import TraitementSerializer


class LesFeuilles(Vue):
    """The answer sheets of an épreuve."""

    permission_classes = (permet(Droit.NUMERISER, Droit.PREPARER),)

    @extend_schema(
        operation_id="feuilles_imprimer", request=FeuillesSerializer, responses={202: TraitementSerializer}
    )
    def post(self, request: Request, epreuve_id: int) -> Response:
        """PRE-03: ask for them: answers with the job to follow, which makes a PDF for each établissement."""
        visibles = Epreuve.objects.pour(self.par, Droit.NUMERISER, Droit.PREPARER)
        epreuve = get_object_or_404(visibles.select_related("session", "examen", "academie"), pk=epreuve_id)
        demande = FeuillesSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        traitement = demander_impression(epreuve, par=self.par, **demande.validated_data)
        return Response(TraitementSerializer(traitement).data, status=HTTP_202_ACCEPTED)
