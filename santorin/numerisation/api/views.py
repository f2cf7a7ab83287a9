"""Send liasses by pieces and settle anomalies, with a token or from the screen (API-01, NUM-01)."""

from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT
from rest_framework.views import APIView

from santorin.comptes.api import AuthentificationParJeton, permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.numerisation import actions
from santorin.numerisation.api.formes import (
    AffectationSerializer,
    AnnonceSerializer,
    LiasseSerializer,
    MotifSerializer,
    PageLueSerializer,
    PagesEcarteesSerializer,
    ReceptionSerializer,
    SuiteSerializer,
)
from santorin.numerisation.api.formes_copies import VerdictSerializer
from santorin.numerisation.demandes import terminer
from santorin.numerisation.models import Liasse, PageLue
from santorin.numerisation.regles.liasses import MORCEAU
from santorin.refus import Refus

ANOMALIES_MONTREES = 500
LIASSES_MONTREES = 200


class OctetsParser(BaseParser):
    """The body as it is, no longer than a piece."""

    media_type = "application/octet-stream"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        octets: bytes = stream.read(MORCEAU + 1)
        if len(octets) > MORCEAU:
            raise Refus(f"Un morceau compte {MORCEAU} octets au plus.")
        return octets


@method_decorator(login_not_required, name="dispatch")
class Vue(APIView):
    """A door of the numérisation: a token, or the session of the screen (with its CSRF token)."""

    authentication_classes = (AuthentificationParJeton, SessionAuthentication)
    permission_classes = (permet(Droit.NUMERISER),)

    @property
    def par(self) -> Utilisateur:
        """Who asks."""
        return cast(Utilisateur, self.request.user)

    def epreuve(self, epreuve_id: int) -> Epreuve:
        """The épreuve, within reach. Raises 404 otherwise."""
        return get_object_or_404(Epreuve.objects.pour(self.par, Droit.NUMERISER), pk=epreuve_id)

    def liasse(self, cle: UUID) -> Liasse:
        """The liasse, within reach. Raises 404 otherwise."""
        liasses = Liasse.objects.pour(self.par, Droit.NUMERISER)
        return get_object_or_404(liasses.select_related("epreuve__academie", "epreuve__examen"), cle=cle)

    def page_lue(self, cle: UUID) -> PageLue:
        """The scanned page, within reach. Raises 404 otherwise."""
        return get_object_or_404(PageLue.objects.pour(self.par, Droit.NUMERISER), cle=cle)


class Liasses(Vue):
    """The liasses of an épreuve."""

    @extend_schema(operation_id="liasses_lister", responses=LiasseSerializer(many=True))
    def get(self, request: Request, epreuve_id: int) -> Response:
        """The last ones, last first."""
        liasses = Liasse.objects.filter(epreuve=self.epreuve(epreuve_id))[:LIASSES_MONTREES]
        return Response(LiasseSerializer(liasses, many=True).data)

    @extend_schema(operation_id="liasse_annoncer", request=AnnonceSerializer, responses=LiasseSerializer)
    def post(self, request: Request, epreuve_id: int) -> Response:
        """Say that a file is coming; the same file gives the same liasse, which goes on at `recus`."""
        annonce = AnnonceSerializer(data=request.data)
        annonce.is_valid(raise_exception=True)
        liasse = actions.annoncer(
            self.epreuve(epreuve_id), par=self.par, le=timezone.now(), **annonce.validated_data
        )
        return Response(LiasseSerializer(liasse).data, status=HTTP_201_CREATED)


class UneLiasse(Vue):
    """One liasse."""

    @extend_schema(operation_id="liasse_lire", responses=LiasseSerializer)
    def get(self, request: Request, cle: UUID) -> Response:
        """Where it stands."""
        return Response(LiasseSerializer(self.liasse(cle)).data)


class Morceau(Vue):
    """A piece of the file."""

    parser_classes = (OctetsParser,)

    @extend_schema(
        operation_id="liasse_recevoir",
        request={"application/octet-stream": bytes},
        responses=ReceptionSerializer,
    )
    def put(self, request: Request, cle: UUID, debut: int) -> Response:
        """Send the bytes from `debut` on; a piece already received changes nothing; 409 when one is missing before."""
        recus = actions.recevoir(self.liasse(cle), debut, cast(bytes, request.data))
        return Response({"recus": recus})


class Fin(Vue):
    """The end of the sending."""

    @extend_schema(operation_id="liasse_terminer", request=None, responses=LiasseSerializer)
    def post(self, request: Request, cle: UUID) -> Response:
        """Check the file and have it read; 409 with the reason when it cannot be."""
        return Response(LiasseSerializer(terminer(self.liasse(cle), par=self.par, le=timezone.now())).data)


class Acceptation(Vue):
    """The acceptance of a liasse."""

    @extend_schema(operation_id="liasse_accepter", request=None, responses=LiasseSerializer)
    def post(self, request: Request, cle: UUID) -> Response:
        """Accept it; 409 until its sample was looked at."""
        liasse = self.liasse(cle)
        actions.accepter(liasse, par=self.par, le=timezone.now())
        return Response(LiasseSerializer(liasse).data)


class RefusDeLiasse(Vue):
    """The refusal of a liasse."""

    @extend_schema(operation_id="liasse_refuser", request=MotifSerializer, responses=LiasseSerializer)
    def post(self, request: Request, cle: UUID) -> Response:
        """NUM-02: refuse it, with the reason; its pages wait for a new scan."""
        liasse, demande = self.liasse(cle), MotifSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        actions.refuser(liasse, par=self.par, le=timezone.now(), **demande.validated_data)
        return Response(LiasseSerializer(liasse).data)


class PagesBlanches(Vue):
    """The blank pages without a code of a liasse."""

    @extend_schema(
        operation_id="liasse_ecarter_les_blanches", request=None, responses={200: PagesEcarteesSerializer}
    )
    def post(self, request: Request, cle: UUID) -> Response:
        """NUM-01: set them all aside (backs of sheets); 409 when there is none."""
        ecartees = actions.ecarter_les_blanches(self.liasse(cle), par=self.par, le=timezone.now())
        return Response({"ecartees": ecartees})


class Suite(Vue):
    """The pages of a liasse that are of another épreuve."""

    @extend_schema(
        operation_id="liasse_faire_suivre",
        request=SuiteSerializer,
        responses={HTTP_201_CREATED: LiasseSerializer},
    )
    def post(self, request: Request, cle: UUID) -> Response:
        """NUM-01: send them to that épreuve, in a new liasse; 409 when none waits for it."""
        liasse, demande = self.liasse(cle), SuiteSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        vers = self.epreuve(demande.validated_data["epreuve"])
        suite = actions.faire_suivre(liasse, vers=vers, par=self.par, le=timezone.now())
        return Response(LiasseSerializer(suite).data, status=HTTP_201_CREATED)


class Echantillon(Vue):
    """The pages of a liasse that are to be looked at."""

    @extend_schema(operation_id="liasse_echantillon", responses=PageLueSerializer(many=True))
    def get(self, request: Request, cle: UUID) -> Response:
        """NUM-02: the sample, in the order of the file."""
        pages = self.liasse(cle).pages_lues.filter(echantillon=True).select_related("copie__composition")
        return Response(PageLueSerializer(pages.order_by("rang"), many=True).data)


class Verdict(Vue):
    """What is said of a page of the sample."""

    @extend_schema(operation_id="page_juger", request=VerdictSerializer, responses={204: None})
    def post(self, request: Request, cle: UUID) -> Response:
        """NUM-02: say whether the page is well scanned and well filed; 409 when it is not to be looked at."""
        page, demande = self.page_lue(cle), VerdictSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        actions.juger(page, par=self.par, le=timezone.now(), **demande.validated_data)
        return Response(status=HTTP_204_NO_CONTENT)


class Anomalies(Vue):
    """The pages that wait."""

    @extend_schema(operation_id="anomalies_lister", responses=PageLueSerializer(many=True))
    def get(self, request: Request, epreuve_id: int) -> Response:
        """The first pages in anomaly of the épreuve."""
        pages = PageLue.objects.en_anomalie().filter(liasse__epreuve=self.epreuve(epreuve_id))
        montrees = pages.select_related("copie__composition").order_by("pk")[:ANOMALIES_MONTREES]
        return Response(PageLueSerializer(montrees, many=True).data)


class Affectation(Vue):
    """The filing of a page by hand."""

    @extend_schema(operation_id="page_affecter", request=AffectationSerializer, responses=PageLueSerializer)
    def post(self, request: Request, cle: UUID) -> Response:
        """File the page into a copy; 409 with the reason when it cannot be."""
        demande = AffectationSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        page = self.page_lue(cle)
        actions.affecter(page, par=self.par, le=timezone.now(), **demande.validated_data)
        page.refresh_from_db()
        return Response(PageLueSerializer(page).data)


class Ecart(Vue):
    """The setting aside of a page."""

    @extend_schema(operation_id="page_ecarter", request=MotifSerializer, responses=PageLueSerializer)
    def post(self, request: Request, cle: UUID) -> Response:
        """Set the page aside, with a reason."""
        demande = MotifSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        page = self.page_lue(cle)
        actions.ecarter(page, par=self.par, le=timezone.now(), **demande.validated_data)
        page.refresh_from_db()
        return Response(PageLueSerializer(page).data)
