"""The candidate's own space with a token of its own (API-01, RES-08, RES-09).

Transcripts are taken by `releves/<id>/pdf/`, copies by `copies/<clé>/pdf/`: the same doors as everybody's.
"""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from cyclades.models import Candidature
from resultats.actions.signalement_candidat import signaler
from resultats.api.base import corps, lu, qui
from resultats.api.candidatures import DocumentForme
from resultats.forms.signalement_candidat import SignalementCandidatForm
from resultats.lectures import espace as lectures
from resultats.lectures.releves import du_candidat
from resultats.regles.signalement_candidat import delais_de, obstacle_delai
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.copies.models import DEFAUTS_DU_CANDIDAT
from santorin.refus import exiger

LIRE = (permet(Droit.CONSULTER_SES_RESULTATS),)


class InscriptionForme(serializers.Serializer[Any]):
    """A registration; before the opening nothing else is told."""

    id = serializers.IntegerField(source="candidature.pk")
    candidat = serializers.CharField(source="candidature.numero")
    inscription = serializers.CharField(source="candidature.inscription")
    examen = serializers.CharField(source="candidature.examen.code")
    session = serializers.CharField(source="candidature.session.code")
    academie = serializers.CharField(source="candidature.academie.code")
    resultats_publies = serializers.BooleanField(source="ouverte")


class LigneForme(serializers.Serializer[Any]):
    """One épreuve, as printed."""

    libelle = serializers.CharField()
    note = serializers.CharField()
    coefficient = serializers.CharField()
    points = serializers.CharField()
    position = serializers.CharField()


class ResultatForme(serializers.Serializer[Any]):
    """A result; with `message`, nothing but that sentence is told."""

    message = serializers.CharField()
    version = serializers.IntegerField(source="resultat.numero", default=None)
    decision = serializers.CharField(source="resultat.libelle", default="")
    mention = serializers.CharField(source="resultat.mention", default="")
    moyenne_ou_total = serializers.CharField(source="resultat.affichage", default="")
    certificat = serializers.CharField(source="resultat.certificat", default="")
    reglement = serializers.CharField(source="resultat.reglement", default="")
    epreuves = LigneForme(many=True)


class EtapeForme(serializers.Serializer[Any]):
    """One step of the calculation."""

    titre = serializers.CharField()
    texte = serializers.CharField()
    resultat = serializers.CharField()
    texte_officiel = serializers.CharField(source="source")
    reglement = serializers.CharField(source="version")
    entrees = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class CopieForme(serializers.Serializer[Any]):
    """One's own copy; `obstacle` says why it cannot be reported, if it cannot."""

    cle = serializers.UUIDField()
    epreuve = serializers.CharField()
    en_recorrection = serializers.BooleanField()
    obstacle = serializers.CharField(allow_null=True)


class SignalementForme(serializers.Serializer[Any]):
    """What is wrong with a scan; `page` null for the whole copy."""

    defaut = serializers.ChoiceField(choices=DEFAUTS_DU_CANDIDAT)
    page = serializers.IntegerField(allow_null=True, default=None)
    precision = serializers.CharField(default="", allow_blank=True)


class SuiviForme(serializers.Serializer[Any]):
    """What one reported, and what was answered."""

    epreuve = serializers.CharField(source="composition.epreuve.libelle")
    defaut = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)
    precision = serializers.CharField()
    signale_le = serializers.DateTimeField()
    repondu_le = serializers.DateTimeField(allow_null=True)
    reponse = serializers.CharField()


class Inscriptions(APIView):
    """One's registrations."""

    permission_classes = LIRE

    @extend_schema(operation_id="espace_inscriptions", responses=InscriptionForme(many=True))
    def get(self, request: Request) -> Response:
        """RES-09: whether results are published is all that is told (RES-08)."""
        return Response(
            InscriptionForme(lectures.inscriptions_de(qui(request), timezone.now()), many=True).data
        )


class Resultat(APIView):
    """One's result."""

    permission_classes = LIRE

    @extend_schema(operation_id="espace_resultat", responses=ResultatForme)
    def get(self, request: Request, candidature_id: int) -> Response:
        """RES-09: the last version proclaimed."""
        return Response(ResultatForme(lectures.resultat_de(_ouverte(request, candidature_id))).data)


class Fiche(APIView):
    """How the decision was reached."""

    permission_classes = LIRE

    @extend_schema(operation_id="espace_fiche", responses=EtapeForme(many=True))
    def get(self, request: Request, candidature_id: int) -> Response:
        """DEL-13, RES-09: step by step."""
        dernier = lectures.resultat_de(_ouverte(request, candidature_id)).resultat
        if dernier is None:
            raise Http404
        return Response(EtapeForme(lectures.fiche_de(dernier), many=True).data)


class Releves(APIView):
    """One's transcripts."""

    permission_classes = LIRE

    @extend_schema(operation_id="espace_releves", responses=DocumentForme(many=True))
    def get(self, request: Request, candidature_id: int) -> Response:
        """RES-09: every version whose date has come."""
        documents = du_candidat(_ouverte(request, candidature_id), timezone.now())
        return Response(DocumentForme(documents, many=True).data)


class Copies(APIView):
    """One's copies."""

    permission_classes = LIRE

    @extend_schema(operation_id="espace_copies", responses=CopieForme(many=True))
    def get(self, request: Request, candidature_id: int) -> Response:
        """RES-09: those that can be read."""
        candidature = _ouverte(request, candidature_id)
        return Response(
            CopieForme(lectures.copies_de(qui(request), candidature, timezone.now()), many=True).data
        )


class Signalements(APIView):
    """What one reported."""

    permission_classes = LIRE

    @extend_schema(operation_id="espace_signalements", responses=SuiviForme(many=True))
    def get(self, request: Request) -> Response:
        """RES-09: with the answers, the last first."""
        return Response(SuiviForme(lectures.signalements_de(qui(request)), many=True).data)


class Signalement(APIView):
    """A report on one's own copy."""

    permission_classes = LIRE

    @extend_schema(operation_id="espace_signaler", request=SignalementForme, responses={201: SuiviForme})
    def post(self, request: Request, candidature_id: int, cle: UUID) -> Response:
        """RES-09: « signaler un problème de numérisation », until a date. 409 with the screen's sentence."""
        candidature, le = _ouverte(request, candidature_id), timezone.now()
        siennes = lectures.compositions_de(qui(request), candidature).select_related("epreuve", "copie")
        composition = get_object_or_404(siennes, copie__cle=cle)
        exiger(obstacle_delai(delais_de([composition])[composition.pk], le))
        form = SignalementCandidatForm(corps(request), pages=lectures.pages_de(composition))
        fait = signaler(composition, **lu(form), par=qui(request), le=le)
        return Response(SuiviForme(fait).data, status=HTTP_201_CREATED)


def _ouverte(request: Request, cle: int) -> Candidature:
    candidature = lectures.candidature_ouverte(qui(request), cle, timezone.now())
    if candidature is None:
        raise Http404
    return candidature
