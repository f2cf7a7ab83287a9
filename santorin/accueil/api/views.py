"""The dashboard, with a token (API-01, ACC-01)."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from santorin.accueil.api.formes import GroupeSerializer
from santorin.accueil.processus import groupes
from santorin.comptes.models import Utilisateur


@method_decorator(login_not_required, name="dispatch")
class TableauDeBord(APIView):
    """The processes of the token."""

    @extend_schema(operation_id="tableau_de_bord", responses=GroupeSerializer(many=True))
    def get(self, request: Request) -> Response:
        """ACC-01: every process within the token's reach: its figures, and why it is closed, as on the screen."""
        return Response(GroupeSerializer(groupes(cast(Utilisateur, request.user)), many=True).data)
