"""The two doors of the contract (CYC-01, CLO-11, CLO-14)."""

import gzip
from datetime import datetime
from typing import cast

import msgspec
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from cyclades import lectures
from cyclades.actions import recevoir
from cyclades.actions.reception import perimetre
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.transmission.destinataires import (
    CleEpreuve,
    Echec,
    EnvoiNotes,
    Erreur,
    PageNotes,
    ReponseNotes,
)
from santorin.transmission.destinataires.loi import est_trop_gros, faute_de_forme
from santorin.transmission.destinataires.reception import (
    CorpsBrut,
    en_francais,
    lire_corps,
    mal_forme,
    refuser,
    repondre,
    schema,
    trop_gros,
)

ERREUR = schema(Erreur)
LIRE = (Droit.DEPOSER_NOTES, Droit.CONSULTER_NOTES)


class Envois(APIView):
    """Marks come in."""

    parser_classes = (CorpsBrut,)
    permission_classes = (permet(Droit.DEPOSER_NOTES),)

    @extend_schema(
        operation_id="cyclades_envois",
        summary="Déposer un envoi de notes",
        description="Idempotent\xa0: le même envoi reçoit toujours la même réponse. Au plus 5\u202f000 notes, corps gzip "
        "accepté. Un envoi est enregistré en entier, ou pas du tout\xa0; une note refusée l’est seule, avec son motif.",
        request={"application/json": schema(EnvoiNotes)},
        responses={
            200: schema(ReponseNotes),
            **dict.fromkeys((401, 403, 409, 413, 415, 422), ERREUR),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """CYC-01: record a batch."""
        envoi = lire_corps(request, EnvoiNotes)
        if est_trop_gros(envoi):
            raise trop_gros()
        if faute := faute_de_forme(envoi):
            raise mal_forme(*faute)
        try:
            reponse = recevoir(envoi, par=cast(Utilisateur, request.user), le=timezone.now())
        except Echec as echec:
            raise refuser(echec) from echec
        return repondre(request, reponse)


class Notes(APIView):
    """What is held goes out."""

    permission_classes = (permet(*LIRE),)

    @extend_schema(
        operation_id="cyclades_notes",
        summary="Lire les notes détenues d’une épreuve",
        parameters=[
            OpenApiParameter("apres", OpenApiTypes.STR, description="Curseur donné par la page précédente"),
            OpenApiParameter(
                "modifiees_depuis",
                OpenApiTypes.DATETIME,
                description="L’« instant » rendu par une lecture antérieure",
            ),
            OpenApiParameter("academie", OpenApiTypes.STR, description="Code de l’entité responsable"),
            OpenApiParameter("taille", OpenApiTypes.INT, description="Notes par page, de 1 à 5\u202f000"),
        ],
        responses={200: schema(PageNotes), **dict.fromkeys((401, 403, 422), ERREUR)},
    )
    def get(self, request: Request, session: str, examen: str, code: str) -> HttpResponse:
        """CLO-11, CLO-14: a page of the marks held."""
        cle = _cle(session, examen, code, request.query_params.get("academie"))
        try:
            page = lectures.detenues(
                cle,
                academies=perimetre(cle, cast(Utilisateur, request.user), *LIRE),
                modifiees_depuis=_instant(request),
                apres=request.query_params.get("apres"),
                taille=_taille(request),
            )
        except Echec as echec:
            raise refuser(echec) from echec
        return repondre(request, gzip.compress(msgspec.json.encode(page), compresslevel=1, mtime=0))


def _cle(session: str, examen: str, code: str, academie: str | None) -> CleEpreuve:
    """The key that the address names. Raises `EnvoiRefuse` when it is none."""
    dite = {"session": session, "examen": examen, "code": code, "academie": academie}
    try:
        return msgspec.convert(dite, CleEpreuve)
    except msgspec.ValidationError as erreur:
        raise mal_forme(*en_francais(str(erreur))) from erreur


def _instant(request: Request) -> datetime | None:
    """The instant asked for. Raises `EnvoiRefuse` when it is not one, with its time zone."""
    texte = request.query_params.get("modifiees_depuis")
    if texte is None:
        return None
    try:
        instant = parse_datetime(texte)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise mal_forme("une date, une heure et un fuseau sont attendus", "modifiees_depuis")
    return instant


def _taille(request: Request) -> int:
    """The length of the page asked for. Raises `EnvoiRefuse` out of bounds."""
    texte = request.query_params.get("taille", str(lectures.PAR_PAGE))
    if not texte.isascii() or not texte.isdigit() or not 1 <= int(texte[:9]) <= lectures.PAGE_MAXIMALE:
        raise mal_forme(f"un nombre de 1 à {lectures.PAGE_MAXIMALE} est attendu", "taille")
    return int(texte)
