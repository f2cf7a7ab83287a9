"""Copies with a token: missing pages, blank copies, reports of markers, émargement against copies (API-01, NUM-03)."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from santorin.comptes.droits import Droit
from santorin.copies.actions import resoudre
from santorin.copies.fichiers import ouvrir
from santorin.copies.models import Copie, Signalement
from santorin.numerisation import actions
from santorin.numerisation.api.formes_copies import (
    CopieBlancheSerializer,
    LigneRapprochementSerializer,
    PageManquanteSerializer,
    PageNonRendueSerializer,
    ReponseSerializer,
    SignalementRecuSerializer,
)
from santorin.numerisation.api.views import Vue
from santorin.numerisation.lectures.rapprochement import rapprochement
from santorin.numerisation.regles.copies import blanches_declarees, blanches_proposees, pages_manquantes


class VueDeCopie(Vue):
    """A door of one copy of an épreuve."""

    def copie(self, epreuve_id: int, anonymat: str) -> Copie:
        """The copy of this numéro d'anonymat, within reach. Raises 404 otherwise."""
        copies = Copie.objects.filter(composition__epreuve=self.epreuve(epreuve_id))
        return get_object_or_404(copies.select_related("composition"), composition__anonymat=anonymat)


class PagesManquantes(VueDeCopie):
    """The pages that the codes announce and that nobody scanned."""

    @extend_schema(operation_id="pages_manquantes", responses=PageManquanteSerializer(many=True))
    def get(self, request: Request, epreuve_id: int) -> Response:
        """NUM-01: missing pages, by copy."""
        manquantes = pages_manquantes(self.epreuve(epreuve_id))
        return Response(PageManquanteSerializer(manquantes, many=True).data)


class PageNonRendue(VueDeCopie):
    """A page that nobody will hand in."""

    @extend_schema(
        operation_id="page_non_rendue_admettre", request=PageNonRendueSerializer, responses={204: None}
    )
    def post(self, request: Request, epreuve_id: int, anonymat: str) -> Response:
        """NUM-01: let the copy go on without a page, for a reason; 409 when it is scanned."""
        copie, demande = self.copie(epreuve_id, anonymat), PageNonRendueSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        actions.admettre_page_non_rendue(copie, par=self.par, le=timezone.now(), **demande.validated_data)
        return Response(status=HTTP_204_NO_CONTENT)


class CopiesBlanches(VueDeCopie):
    """The copies that look blank."""

    @extend_schema(
        operation_id="copies_blanches",
        parameters=[
            OpenApiParameter(
                "declarees",
                str,
                enum=["oui", "non"],
                description="« oui » : celles qu’une personne a déclarées blanches.",
            )
        ],
        responses=CopieBlancheSerializer(many=True),
    )
    def get(self, request: Request, epreuve_id: int) -> Response:
        """NUM-03: copies proposed by their ink, or those declared blank, with the addresses of their pages."""
        declarees = request.query_params.get("declarees") == "oui"
        copies = (blanches_declarees if declarees else blanches_proposees)(self.epreuve(epreuve_id))
        return Response(CopieBlancheSerializer(copies, many=True).data)


class CopieBlanche(VueDeCopie):
    """A copy said to be blank."""

    @extend_schema(operation_id="copie_blanche_confirmer", request=None, responses={204: None})
    def post(self, request: Request, epreuve_id: int, anonymat: str) -> Response:
        """NUM-03: a person, who looked at it, confirms that the copy is blank; 409 when it is said already."""
        actions.declarer_blanche(self.copie(epreuve_id, anonymat), par=self.par, le=timezone.now())
        return Response(status=HTTP_204_NO_CONTENT)

    @extend_schema(operation_id="copie_blanche_lever", request=None, responses={204: None})
    def delete(self, request: Request, epreuve_id: int, anonymat: str) -> Response:
        """NUM-03: the copy was declared blank by mistake; 409 when it is not declared so."""
        actions.lever_blanche(self.copie(epreuve_id, anonymat), par=self.par, le=timezone.now())
        return Response(status=HTTP_204_NO_CONTENT)


class ImageLue(Vue):
    """The image of a scanned page."""

    @extend_schema(operation_id="page_image", responses={(200, "image/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, cle: UUID) -> HttpResponse:
        """NUM-01: the stored bytes; the right is checked each time (SEC-02)."""
        page = self.page_lue(cle)
        if not page.sha256:
            raise Http404
        with ouvrir(page.sha256, page.type_mime) as fichier:
            return HttpResponse(fichier.read(), content_type=page.type_mime)


class Rapprochements(Vue):
    """Émargement against copies."""

    @extend_schema(operation_id="rapprochement", responses=LigneRapprochementSerializer(many=True))
    def get(self, request: Request, epreuve_id: int) -> Response:
        """NUM-03: by attendance, candidates with and without a copy, and how many do not agree."""
        lignes = rapprochement(self.epreuve(epreuve_id)).lignes
        return Response(LigneRapprochementSerializer(lignes, many=True).data)


class Signalements(Vue):
    """The copies that their markers flagged."""

    @extend_schema(operation_id="signalements", responses=SignalementRecuSerializer(many=True))
    def get(self, request: Request, epreuve_id: int) -> Response:
        """COR-07: the reports that wait, oldest first."""
        ouverts = Signalement.objects.ouverts().filter(correction__lot__epreuve=self.epreuve(epreuve_id))
        lus = ouverts.select_related("correction__copie__composition")
        return Response(SignalementRecuSerializer(lus, many=True).data)


class UneReponse(Vue):
    """The answer to a report."""

    @extend_schema(operation_id="signalement_repondre", request=ReponseSerializer, responses={204: None})
    def post(self, request: Request, signalement_id: int) -> Response:
        """COR-07: close a report with an answer, which the marker reads; 409 when it is closed."""
        signalements = Signalement.objects.pour(self.par, Droit.NUMERISER)
        signalement = get_object_or_404(signalements, pk=signalement_id)
        demande = ReponseSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        resoudre(signalement, par=self.par, le=timezone.now(), **demande.validated_data)
        return Response(status=HTTP_204_NO_CONTENT)
