"""Follow, preview and launch a closing with a token (API-01)."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED
from rest_framework.views import APIView

from santorin.cloture import demandes, lectures
from santorin.cloture.acces import curseurs, portee_demandee
from santorin.cloture.api.formes import ApercuSerializer, EpreuveSerializer, EtatSerializer
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.traitements.api.formes import TraitementSerializer
from santorin.traitements.models import Traitement
from santorin.transmission.destinataires import destinataire_notes
from santorin.transmission.etats import Issue
from santorin.transmission.lectures.apercu import apercu
from santorin.transmission.regles import Portee

SUIVRE = (permet(Droit.CONSULTER_CLOTURE),)
AGIR = (permet(Droit.CLOTURER),)


def _portee(request: Request, cle: str, droit: Droit) -> Portee:
    return portee_demandee(cast(Utilisateur, request.user), cle, droit)


def _accepte(traitement: Traitement) -> Response:
    return Response(TraitementSerializer(traitement).data, status=HTTP_202_ACCEPTED)


@method_decorator(login_not_required, name="dispatch")
class Epreuves(APIView):
    """What the token reaches."""

    permission_classes = SUIVRE

    @extend_schema(operation_id="clotures_lister", responses=EpreuveSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The closings within the token's perimeter."""
        portees = lectures.portees_suivies(cast(Utilisateur, request.user))
        return Response(EpreuveSerializer(portees, many=True).data)


@method_decorator(login_not_required, name="dispatch")
class Etat(APIView):
    """One closing."""

    permission_classes = SUIVRE

    @extend_schema(operation_id="cloture_etat", responses=EtatSerializer)
    def get(self, request: Request, cle: str) -> Response:
        """CLO-03: where it stands, in figures."""
        portee = _portee(request, cle, Droit.CONSULTER_CLOTURE)
        return Response(EtatSerializer(lectures.ecran(portee, cast(Utilisateur, request.user))).data)


@method_decorator(login_not_required, name="dispatch")
class Apercu(APIView):
    """The dry run of a closing."""

    permission_classes = SUIVRE

    @extend_schema(
        operation_id="cloture_apercu",
        parameters=[
            OpenApiParameter("issue", str, enum=Issue.values),
            OpenApiParameter(
                "apres", int, description="Page suivante\u00a0: la valeur de «\u00a0suivant\u00a0»"
            ),
        ],
        responses=ApercuSerializer,
    )
    def get(self, request: Request, cle: str) -> Response:
        """CLO-13: what a closing launched now would do, with no effect."""
        portee = _portee(request, cle, Droit.CONSULTER_CLOTURE)
        issue = next((cas for cas in Issue if cas == request.query_params.get("issue")), None)
        apres = curseurs(request._request)["apres"] or 0  # noqa: SLF001 (the request that DRF wraps)
        vu = apercu(portee, destinataire_notes(presse=True), issue=issue, apres=apres)
        formes = {
            **{champ: getattr(vu, champ) for champ in ("totale", "notes", "lignes", "suivant", "publiee_le")},
            "silence": vu.silence,
            "issues": {cas.value: nombre for cas, nombre in vu.issues},
            "retenues": {cas.value: nombre for cas, nombre in vu.retenues},
        }
        return Response(ApercuSerializer(formes).data)


@method_decorator(login_not_required, name="dispatch")
class Lancement(APIView):
    """The launching of a closing."""

    permission_classes = AGIR

    @extend_schema(operation_id="cloture_lancer", request=None, responses={202: TraitementSerializer})
    def post(self, request: Request, cle: str) -> Response:
        """CLO-04: have the épreuve closed; 409 with the reason when it cannot be. Follow it as a traitement."""
        portee = _portee(request, cle, Droit.CLOTURER)
        return _accepte(demandes.demander_cloture(portee, par=cast(Utilisateur, request.user)))


@method_decorator(login_not_required, name="dispatch")
class Renvoi(APIView):
    """The second half of a closing, alone."""

    permission_classes = AGIR

    @extend_schema(operation_id="cloture_renvoyer", request=None, responses={202: TraitementSerializer})
    def post(self, request: Request, cle: str) -> Response:
        """CLO-05: have the services faits sent again; 409 with the reason when there is nothing to send again."""
        portee = _portee(request, cle, Droit.CLOTURER)
        return _accepte(demandes.demander_renvoi(portee, par=cast(Utilisateur, request.user)))


@method_decorator(login_not_required, name="dispatch")
class Comparaison(APIView):
    """The comparison with Cyclades."""

    permission_classes = AGIR

    @extend_schema(operation_id="cloture_rapprocher", request=None, responses={202: TraitementSerializer})
    def post(self, request: Request, cle: str) -> Response:
        """CLO-14: have Santorin and Cyclades compared; the differences are a document of the traitement."""
        portee = _portee(request, cle, Droit.CLOTURER)
        return _accepte(demandes.demander_rapprochement(portee, par=cast(Utilisateur, request.user)))
