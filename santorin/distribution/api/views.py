"""Distribute with a token: proposal, application, withdrawal (API-01, DIS-01)."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT
from rest_framework.views import APIView

from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Correcteur, Epreuve, Lot, Sujet
from santorin.distribution import actions
from santorin.distribution.api.formes import (
    ApercuSerializer,
    ApplicationSerializer,
    FaiteSerializer,
    LotDistribueSerializer,
    ReaffectationSerializer,
    RetireesSerializer,
    RetraitSerializer,
    SituationSerializer,
    TirageSerializer,
)
from santorin.distribution.demandes import appliquer
from santorin.distribution.lectures.lots import lots
from santorin.distribution.lectures.proposition import apercu, situation
from santorin.distribution.models import graine
from santorin.distribution.regles.lots import obstacle_distribution
from santorin.refus import exiger
from santorin.traitements.models import Traitement


@method_decorator(login_not_required, name="dispatch")
class Vue(APIView):
    """A door of the distribution, for gestionnaires."""

    permission_classes = (permet(Droit.DISTRIBUER),)

    @property
    def par(self) -> Utilisateur:
        """Who asks."""
        return cast(Utilisateur, self.request.user)

    def epreuve(self, epreuve_id: int) -> Epreuve:
        """The épreuve, within reach. Raises 404 otherwise."""
        epreuves = Epreuve.objects.pour(self.par, Droit.DISTRIBUER)
        return get_object_or_404(epreuves.select_related("parametrage", "academie", "examen"), pk=epreuve_id)

    def sujet(self, epreuve: Epreuve, code: str) -> Sujet:
        """The sujet of this code. Raises 404 otherwise."""
        return get_object_or_404(epreuve.sujets.select_related("epreuve__academie"), code=code)

    def lot(self, lot_id: int) -> Lot:
        """The lot, within reach. Raises 404 otherwise."""
        return get_object_or_404(Lot.objects.pour(self.par, Droit.DISTRIBUER), pk=lot_id)


class UneSituation(Vue):
    """What there is to distribute."""

    @extend_schema(operation_id="distribution_situation", responses=SituationSerializer)
    def get(self, request: Request, epreuve_id: int) -> Response:
        """DIS-01: copies ready, distributed, waiting."""
        return Response(SituationSerializer(situation(self.epreuve(epreuve_id))).data)


class UnApercu(Vue):
    """The preview of a draw."""

    @extend_schema(operation_id="distribution_apercu", request=TirageSerializer, responses=ApercuSerializer)
    def post(self, request: Request, epreuve_id: int) -> Response:
        """DIS-01: what a draw would do, without any effect; 409 when it cannot be made."""
        epreuve, demande = self.epreuve(epreuve_id), TirageSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        lus = demande.validated_data
        sujet, tiree = self.sujet(epreuve, lus["sujet"]), lus.get("graine", graine())
        exiger(obstacle_distribution(sujet, lus["taille"]))
        vu = apercu(epreuve, sujet, taille=lus["taille"], graine=tiree)
        return Response(ApercuSerializer(vu, context={"graine": tiree}).data)


class UneApplication(Vue):
    """The application of a draw."""

    @extend_schema(
        operation_id="distribution_appliquer",
        request=ApplicationSerializer,
        responses={201: FaiteSerializer, 202: FaiteSerializer},
    )
    def post(self, request: Request, epreuve_id: int) -> Response:
        """DIS-01: apply the draw that a preview showed; 409 when the situation changed since; 202 for a large one."""
        epreuve, demande = self.epreuve(epreuve_id), ApplicationSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        lus = demande.validated_data
        sujet = self.sujet(epreuve, lus.pop("sujet"))
        fait = appliquer(
            sujet, copies=len(situation(epreuve, sujet).copies), par=self.par, le=timezone.now(), **lus
        )
        if isinstance(fait, Traitement):
            vide = {"premier": None, "dernier": None, "copies": None}
            return Response(vide | {"traitement": str(fait.pk)}, status=HTTP_202_ACCEPTED)
        faite = {"premier": fait.premier, "dernier": fait.dernier, "copies": fait.copies, "traitement": None}
        return Response(faite, status=HTTP_201_CREATED)


class LotsDistribues(Vue):
    """The lots of an épreuve."""

    @extend_schema(operation_id="distribution_lots", responses=LotDistribueSerializer(many=True))
    def get(self, request: Request, epreuve_id: int) -> Response:
        """DIS-01: the lots and how far they are."""
        return Response(LotDistribueSerializer(lots(self.epreuve(epreuve_id)), many=True).data)


class UnRetrait(Vue):
    """Copies taken back."""

    @extend_schema(
        operation_id="distribution_retirer", request=RetraitSerializer, responses=RetireesSerializer
    )
    def post(self, request: Request, lot_id: int) -> Response:
        """DIS-01: take back the copies of a lot that nobody began; 409 with the reason."""
        lot, demande = self.lot(lot_id), RetraitSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        nombre = actions.retirer(lot, par=self.par, le=timezone.now(), **demande.validated_data)
        return Response({"copies": nombre})


class UneReaffectation(Vue):
    """A lot given to another marker."""

    @extend_schema(
        operation_id="distribution_reaffecter", request=ReaffectationSerializer, responses={204: None}
    )
    def post(self, request: Request, lot_id: int) -> Response:
        """DIS-01: give the lot, with the work done, to another marker of the épreuve; 409 with the reason."""
        lot, demande = self.lot(lot_id), ReaffectationSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        lus = demande.validated_data
        numero = lus.pop("correcteur")
        correcteur = get_object_or_404(Correcteur.objects.filter(epreuves=lot.epreuve_id), numero=numero)
        actions.reaffecter(lot, correcteur, par=self.par, le=timezone.now(), **lus)
        return Response(status=HTTP_204_NO_CONTENT)
