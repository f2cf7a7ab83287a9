"""List, read and take transmitted copies with a token (API-01, EDI-02, TEL-01, TEL-02)."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED
from rest_framework.views import APIView

from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.consultation import actions
from santorin.consultation.api.formes import (
    ChoixSerializer,
    CopieSerializer,
    EditionSerializer,
    ListeSerializer,
    ZipSerializer,
)
from santorin.consultation.forms import CriteresForm
from santorin.consultation.lectures.copie import copie_montree
from santorin.consultation.lectures.lignes import choix, nombre_archivable, nombre_consultable, page_de_copies
from santorin.consultation.regles import obstacle_edition, obstacle_zip
from santorin.consultation.remise import composition_de, envoyer_page, envoyer_pdf, epreuve_de, page_de
from santorin.consultation.tasks import preparer_zip
from santorin.traitements.api.formes import TraitementSerializer

PERMISSIONS = [permet(Droit.EDITER_COPIES, Droit.TELECHARGER, Droit.CONSULTER_SA_COPIE)]
CRITERES = [
    OpenApiParameter("q", str, description="Nom, prénom ou numéro"),
    OpenApiParameter("division", str),
    OpenApiParameter("epreuve", int),
    OpenApiParameter("apres", int, description="Page suivante : la valeur de « suivant »"),
    OpenApiParameter("avant", int, description="Page précédente : la valeur de « precedent »"),
]


@method_decorator(login_not_required, name="dispatch")
class Liste(APIView):
    """The copies."""

    permission_classes = PERMISSIONS

    @extend_schema(operation_id="copies_lister", parameters=CRITERES, responses=ListeSerializer)
    def get(self, request: Request) -> Response:
        """The transmitted copies within the token's perimeter, by pages of fifty."""
        utilisateur = cast(Utilisateur, request.user)
        form = CriteresForm(request.query_params, choix=choix(utilisateur))
        return Response(ListeSerializer(page_de_copies(utilisateur, form.criteres())).data)


@method_decorator(login_not_required, name="dispatch")
class ChoixOfferts(APIView):
    """What the list can be narrowed by."""

    permission_classes = PERMISSIONS

    @extend_schema(operation_id="copies_choix", responses=ChoixSerializer)
    def get(self, request: Request) -> Response:
        """The divisions and épreuves of the transmitted copies: what `division`, `epreuve` and the ZIP take."""
        offre = choix(cast(Utilisateur, request.user))
        epreuves = [{"cle": cle, "libelle": libelle} for cle, libelle in offre.epreuves]
        return Response(ChoixSerializer({"divisions": offre.divisions, "epreuves": epreuves}).data)


@method_decorator(login_not_required, name="dispatch")
class Edition(APIView):
    """« Éditer les copies » of an épreuve."""

    permission_classes = [permet(Droit.EDITER_COPIES, Droit.TELECHARGER)]

    @extend_schema(
        operation_id="copies_edition",
        description="Combien de copies de l’épreuve sont consultables et archivables\u00a0; sinon la phrase de l’écran "
        "dit pourquoi\u00a0: rien de transmis, copies harmonisées, ZIP réservé aux concours.",
        responses=EditionSerializer,
    )
    def get(self, request: Request, epreuve_id: int) -> Response:
        """EDI-01, EDI-04, EDI-05: whether its copies are open to this person; otherwise the screen's own sentence."""
        utilisateur = cast(Utilisateur, request.user)
        epreuve = epreuve_de(utilisateur, epreuve_id)
        copies = nombre_consultable(utilisateur, epreuve.pk)
        archivables = nombre_archivable(utilisateur, epreuve.pk)
        vue = {
            "cle": epreuve.pk,
            "libelle": str(epreuve),
            "copies": copies,
            "obstacle": obstacle_edition(epreuve, utilisateur, copies),
            "archivables": archivables,
            "obstacle_zip": obstacle_zip(utilisateur, {epreuve.nature}, archivables),
        }
        return Response(EditionSerializer(vue).data)


@method_decorator(login_not_required, name="dispatch")
class Detail(APIView):
    """One copy."""

    permission_classes = PERMISSIONS

    @extend_schema(operation_id="copie_lire", responses=CopieSerializer)
    def get(self, request: Request, cle: UUID) -> Response:
        """What the viewer shows of a copy."""
        utilisateur = cast(Utilisateur, request.user)
        composition = composition_de(utilisateur, cle)
        donnees = CopieSerializer(copie_montree(composition)).data
        actions.noter_consultation(composition, par=utilisateur, le=timezone.now())
        return Response(donnees)


@method_decorator(login_not_required, name="dispatch")
class Pdf(APIView):
    """The PDF of a copy."""

    permission_classes = PERMISSIONS

    @extend_schema(operation_id="copie_pdf", responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, cle: UUID) -> HttpResponseBase:
        """The PDF, whole or by parts (Range); 409 with the reason when there is none to give."""
        composition = composition_de(cast(Utilisateur, request.user), cle)
        return envoyer_pdf(cast(HttpRequest, request), composition, par=cast(Utilisateur, request.user))


@method_decorator(login_not_required, name="dispatch")
class PageNumerisee(APIView):
    """One scanned page of a copy."""

    permission_classes = PERMISSIONS

    @extend_schema(
        operation_id="copie_page",
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, (200, "image/png"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, cle: UUID, numero: int) -> HttpResponseBase:
        """The scanned bytes, untouched."""
        page = page_de(cast(Utilisateur, request.user), cle, numero)
        return envoyer_page(cast(HttpRequest, request), page)


@method_decorator(login_not_required, name="dispatch")
class Zip(APIView):
    """The ZIP of the copies."""

    permission_classes = [permet(Droit.EDITER_COPIES, Droit.TELECHARGER)]

    @extend_schema(operation_id="copies_zip", request=ZipSerializer, responses={202: TraitementSerializer})
    def post(self, request: Request) -> Response:
        """Ask for the ZIP: answers with the job to follow."""
        forme = ZipSerializer(data=request.data)
        forme.is_valid(raise_exception=True)
        traitement = actions.demander_zip(
            preparer_zip,
            forme.validated_data["epreuves"],
            mot_de_passe=forme.validated_data["mot_de_passe"],
            par=cast(Utilisateur, request.user),
        )
        return Response(TraitementSerializer(traitement).data, status=HTTP_202_ACCEPTED)
