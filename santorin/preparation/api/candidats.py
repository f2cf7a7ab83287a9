"""Candidates of an épreuve with a token: attendance, sujet received, suspicion of fraud (API-01, NUM-03)."""

from dataclasses import asdict

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from santorin.copies import actions
from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Epreuve
from santorin.preparation.actions.emargements import donner_sujet, importer_emargements
from santorin.preparation.actions.inscriptions import desinscrire
from santorin.preparation.api.base import Vue, VueDEmargement
from santorin.preparation.api.formes import (
    BilanDuFichierSerializer,
    CandidatsSerializer,
    DesinscriptionSerializer,
    EmargementSerializer,
    FichierEmargementSerializer,
    MotifDeFraudeSerializer,
    NombreSerializer,
    SujetRecuSerializer,
)
from santorin.preparation.lectures.candidats import Criteres, candidats
from santorin.preparation.regles.emargements import juger, lire_fichier


class Candidats(VueDEmargement):
    """The candidates of an épreuve."""

    @extend_schema(
        operation_id="preparation_candidats",
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description="Words of nom, prénom or numéro."),
            OpenApiParameter("emargement", OpenApiTypes.STR, enum=[etat.value for etat in Emargement]),
            OpenApiParameter("apres", OpenApiTypes.INT, description="The `suivant` of the page before."),
        ],
        responses=CandidatsSerializer,
    )
    def get(self, request: Request, epreuve_id: int) -> Response:
        """NUM-03: fifty candidates at a time, in the order of their names."""
        demandes = request.query_params
        apres = demandes.get("apres", "")
        lue = candidats(
            self.epreuve(epreuve_id),
            Criteres(q=demandes.get("q", "")[:80], emargement=demandes.get("emargement", "")),
            apres=int(apres) if apres.isdecimal() and len(apres) < 19 else None,  # noqa: PLR2004
        )
        return Response(CandidatsSerializer({"candidats": lue.lignes, "suivant": lue.suivant}).data)


def _compositions(epreuve: Epreuve, cles: list[int]) -> list[Composition]:
    """These candidates of the épreuve. Raises ValidationError for one who does not sit it."""
    lues = list(Composition.objects.filter(epreuve=epreuve, pk__in=cles))
    if inconnus := sorted(set(cles) - {composition.pk for composition in lues}):
        raise ValidationError({"candidats": [f"Candidats inconnus de cette épreuve\u00a0: {inconnus[:10]}."]})
    return lues


class Emargements(VueDEmargement):
    """Attendance, by hand."""

    @extend_schema(
        operation_id="preparation_emarger", request=EmargementSerializer, responses=NombreSerializer
    )
    def post(self, request: Request, epreuve_id: int) -> Response:
        """NUM-03: give one attendance to candidates; 409 for an absent whose copy is scanned, unless confirmed."""
        epreuve, demande = self.epreuve(epreuve_id), EmargementSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        lus = demande.validated_data
        bilan = actions.emarger(
            _compositions(epreuve, lus["candidats"]),
            Emargement(lus["etat"]),
            confirme=lus["confirme"],
            par=self.par,
            le=timezone.now(),
        )
        return Response({"nombre": bilan.changes})


class EmargementParFichier(VueDEmargement):
    """Attendance, by file."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="preparation_emarger_par_fichier",
        request=FichierEmargementSerializer,
        responses=BilanDuFichierSerializer,
    )
    def post(self, request: Request, epreuve_id: int) -> Response:
        """NUM-03: attendance, sujets and suspicions of a CSV file, all or none; 400 with every fault, by line."""
        epreuve, demande = self.epreuve(epreuve_id), FichierEmargementSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        confirme = demande.validated_data["confirme"]
        lus, anomalies = lire_fichier(epreuve, demande.validated_data["fichier"])
        if anomalies := anomalies or juger(epreuve, lus, confirme=confirme)[1]:
            raise ValidationError({"fichier": [f"{anomalie}." for anomalie in anomalies]})
        bilan = importer_emargements(epreuve, lus, confirme=confirme, par=self.par, le=timezone.now())
        return Response(asdict(bilan))


class Absents(VueDEmargement):
    """Attendance, en masse."""

    @extend_schema(operation_id="preparation_absents", request=None, responses=NombreSerializer)
    def post(self, request: Request, epreuve_id: int) -> Response:
        """PAR-02: mark absent all those neither émargés nor scanned; 409 unless the paramétrage allows it."""
        bilan = actions.emarger_en_masse(self.epreuve(epreuve_id), par=self.par, le=timezone.now())
        return Response({"nombre": bilan.changes})


class SujetsRecus(VueDEmargement):
    """Which sujet candidates received."""

    @extend_schema(
        operation_id="preparation_sujets_recus", request=SujetRecuSerializer, responses=NombreSerializer
    )
    def post(self, request: Request, epreuve_id: int) -> Response:
        """DIS-01: give candidates their sujet; 409 for a copy already in a lot of another one."""
        epreuve, demande = self.epreuve(epreuve_id), SujetRecuSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        sujet = get_object_or_404(epreuve.sujets, code=demande.validated_data["sujet"])
        compositions = _compositions(epreuve, demande.validated_data["candidats"])
        nombre = donner_sujet(epreuve, compositions, sujet, par=self.par, le=timezone.now())
        return Response({"nombre": nombre})


class Desinscriptions(Vue):
    """Candidates who do not sit the épreuve."""

    @extend_schema(
        operation_id="preparation_desinscrire", request=DesinscriptionSerializer, responses=NombreSerializer
    )
    def post(self, request: Request, epreuve_id: int) -> Response:
        """PRE-01: take candidates off the épreuve, all or none; 409 when something is known of one already."""
        epreuve, demande = self.epreuve(epreuve_id), DesinscriptionSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        compositions = _compositions(epreuve, demande.validated_data["candidats"])
        motif = demande.validated_data["motif"]
        return Response(
            {"nombre": desinscrire(epreuve, compositions, motif=motif, par=self.par, le=timezone.now())}
        )


class Presomption(VueDEmargement):
    """A suspicion of fraud."""

    @extend_schema(
        operation_id="preparation_presumer", request=MotifDeFraudeSerializer, responses={204: None}
    )
    def post(self, request: Request, composition_id: int) -> Response:
        """NUM-03: flag a candidate; the copy is withheld everywhere from then on."""
        composition, motif = self.lire(request, composition_id)
        actions.presumer_fraude(composition, motif=motif, par=self.par, le=timezone.now())
        return Response(status=HTTP_204_NO_CONTENT)

    def lire(self, request: Request, composition_id: int) -> tuple[Composition, str]:
        """The candidate, within reach, and the reason."""
        demande = MotifDeFraudeSerializer(data=request.data)
        compositions = Composition.objects.pour(self.par, self.droit)
        composition = get_object_or_404(compositions, pk=composition_id)
        demande.is_valid(raise_exception=True)
        return composition, demande.validated_data["motif"]


class Levee(Presomption):
    """The end of a suspicion."""

    @extend_schema(operation_id="preparation_lever", request=MotifDeFraudeSerializer, responses={204: None})
    def post(self, request: Request, composition_id: int) -> Response:
        """NUM-03: take the flag away, with its reason."""
        composition, motif = self.lire(request, composition_id)
        actions.lever_presomption(composition, motif=motif, par=self.par, le=timezone.now())
        return Response(status=HTTP_204_NO_CONTENT)
