"""Marking with a token: the same rules, readings and acts as the screens (API-01, COR-01 to COR-07)."""

from typing import cast
from uuid import UUID

import msgspec
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.actions import deverrouiller, proposer, signaler, verrouiller
from santorin.copies.models import Correction, Lot, Page
from santorin.correction.actions import integrer
from santorin.correction.api.formes import (
    DeverrouillageSerializer,
    NoteFinaleSerializer,
    PropositionSerializer,
    SignalementSerializer,
    VerrouillageSerializer,
)
from santorin.correction.api.schemas import schema
from santorin.correction.echanges import Changements, CopieEditee, LotEdite, Reception
from santorin.correction.images import reponse_image
from santorin.correction.lectures.copies import copie_editee, lot_edite
from santorin.correction.regles.copies import corrections_de, lots_de

ROUTE_DES_PAGES = "correction_api:page"
UN_LOT = schema(LotEdite)


def par_de(request: Request) -> Utilisateur:
    """Who asks."""
    return cast(Utilisateur, request.user)


def lot_de(request: Request, cle: UUID) -> Lot:
    """One of the marker's own lots. Raises 404 otherwise."""
    lots = lots_de(par_de(request)).select_related("sujet", "epreuve__parametrage", "epreuve__examen")
    return get_object_or_404(lots, cle=cle)


def _correction(request: Request, cle: UUID) -> Correction:
    siennes = corrections_de(par_de(request)).select_related(
        "lot__sujet", "lot__epreuve__parametrage", "lot__epreuve__examen", "copie"
    )
    return get_object_or_404(siennes, cle=cle)


@method_decorator(login_not_required, name="dispatch")
class VueDeCorrecteur(APIView):
    """What a marker's token opens."""

    permission_classes = (permet(Droit.CORRIGER),)


class Lots(VueDeCorrecteur):
    """The marker's lots."""

    @extend_schema(operation_id="correction_lots", responses={200: {"type": "array", "items": UN_LOT}})
    def get(self, request: Request) -> Response:
        """COR-03: one's own lots with their copies."""
        lots = lots_de(par_de(request)).select_related("sujet", "epreuve__parametrage", "epreuve__examen")
        return Response([msgspec.to_builtins(lot_edite(lot)) for lot in lots])


class UnLot(VueDeCorrecteur):
    """One lot."""

    @extend_schema(operation_id="correction_lot", responses={200: UN_LOT})
    def get(self, request: Request, cle: UUID) -> Response:
        """COR-03: one of one's own lots with its copies."""
        return Response(msgspec.to_builtins(lot_edite(lot_de(request, cle))))


class Verrouillage(VueDeCorrecteur):
    """The lock of a lot."""

    @extend_schema(
        operation_id="correction_verrouiller", request=VerrouillageSerializer, responses={200: UN_LOT}
    )
    def post(self, request: Request, cle: UUID) -> Response:
        """COR-03: lock one's own lot; 409 with the reason, also when it changed since `bilan` was read."""
        lot, demande = lot_de(request, cle), VerrouillageSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        verrouiller(lot, **demande.validated_data, par=par_de(request), le=timezone.now())
        return Response(msgspec.to_builtins(lot_edite(lot_de(request, cle))))


@method_decorator(login_not_required, name="dispatch")
class Deverrouillage(APIView):
    """The unlocking of a lot, by its gestionnaire."""

    permission_classes = (permet(Droit.DEVERROUILLER),)

    @extend_schema(
        operation_id="correction_deverrouiller", request=DeverrouillageSerializer, responses={204: None}
    )
    def post(self, request: Request, lot_id: int) -> Response:
        """COR-04: give a locked lot back to its marker, who is told; 409 with the reason."""
        lot = get_object_or_404(Lot.objects.pour(par_de(request), Droit.DEVERROUILLER), pk=lot_id)
        demande = DeverrouillageSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        deverrouiller(lot, **demande.validated_data, par=par_de(request), le=timezone.now())
        return Response(status=204)


class UneCopie(VueDeCorrecteur):
    """One copy."""

    @extend_schema(operation_id="correction_copie", responses={200: schema(CopieEditee)})
    def get(self, request: Request, cle: UUID) -> Response:
        """COR-02: all that a marker may know of a copy."""
        editee = copie_editee(_correction(request, cle), route=ROUTE_DES_PAGES)
        return Response(msgspec.to_builtins(editee))


class DepotDeChangements(VueDeCorrecteur):
    """Changes of a copy come in."""

    @extend_schema(
        operation_id="correction_changements",
        request={"application/json": schema(Changements)},
        responses={200: schema(Reception)},
    )
    def post(self, request: Request, cle: UUID) -> Response:
        """COR-06: a batch of changes; the same one twice changes nothing more. 409 when the lot is locked."""
        correction = get_object_or_404(corrections_de(par_de(request)), cle=cle)
        try:
            recus = msgspec.convert(request.data, type=Changements, strict=False)
        except msgspec.ValidationError as erreur:
            raise ParseError(f"Envoi mal formé\u00a0: {erreur}") from erreur
        reception = integrer(correction, recus=recus, par=par_de(request), le=timezone.now())
        return Response(msgspec.to_builtins(reception))


class ImageDePage(VueDeCorrecteur):
    """The image of a page."""

    @extend_schema(operation_id="correction_page", responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, cle: UUID, page: UUID) -> HttpResponse:
        """COR-02: the pixels of a page, without metadata."""
        pages = Page.objects.filter(copie=_correction(request, cle).copie_id)
        return reponse_image(get_object_or_404(pages, cle=page))


class Signalement(VueDeCorrecteur):
    """A problem of numérisation."""

    @extend_schema(
        operation_id="correction_signaler",
        request=SignalementSerializer,
        responses={201: SignalementSerializer},
    )
    def post(self, request: Request, cle: UUID) -> Response:
        """COR-07: flag a badly scanned copy; 409 when it is flagged already."""
        demande = SignalementSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        signaler(_correction(request, cle), **demande.validated_data, par=par_de(request), le=timezone.now())
        return Response(demande.data, status=HTTP_201_CREATED)


class Proposition(VueDeCorrecteur):
    """The final mark of a copy marked twice."""

    @extend_schema(
        operation_id="correction_proposer",
        request=PropositionSerializer,
        responses={200: NoteFinaleSerializer},
    )
    def post(self, request: Request, cle: UUID) -> Response:
        """COR-05: propose a final mark, or accept the other marker's by proposing the same; 409 with the reason."""
        demande = PropositionSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        concertation = proposer(
            _correction(request, cle), **demande.validated_data, par=par_de(request), le=timezone.now()
        )
        return Response(NoteFinaleSerializer(concertation).data)
