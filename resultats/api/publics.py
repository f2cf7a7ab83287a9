"""What anybody may ask, under the screens' own throttles (API-01, RES-07, RES-08)."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from resultats.api.base import corps, freiner, lu
from resultats.forms.authenticite import CodeForm
from resultats.forms.public import RecherchePubliqueForm
from resultats.freins import AUTHENTICITE, RESULTAT_PUBLIC, TROP_DE_CONSULTATIONS, TROP_DE_VERIFICATIONS
from resultats.lectures.authenticite import attestation_du_code, attestation_du_fichier
from resultats.regles.public import empreinte_publique, publics


class AttestationForme(serializers.Serializer[Any]):
    """An authentic document: neither name, nor number, nor mark."""

    examen = serializers.CharField()
    session = serializers.CharField()
    academie = serializers.CharField()
    version = serializers.IntegerField()
    edite_le = serializers.DateTimeField()
    initiales = serializers.CharField()
    remplace = serializers.BooleanField()
    retire = serializers.BooleanField()


class VerdictForme(serializers.Serializer[Any]):
    """Whether a published document bears that code or that digest."""

    authentique = serializers.BooleanField()
    document = AttestationForme(allow_null=True)


class EmpreinteForme(serializers.Serializer[Any]):
    """The SHA-256 of a PDF."""

    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}$", default="")


class PersonneForme(serializers.Serializer[Any]):
    """A person, exactly; the département and the examination by their codes."""

    nom = serializers.CharField(max_length=80)
    prenom = serializers.CharField(max_length=120)
    departement = serializers.CharField(max_length=3)
    examen = serializers.CharField(max_length=5)


class ResultatPublicForme(serializers.Serializer[Any]):
    """What is public of a result."""

    examen = serializers.CharField(source="candidature.examen.code")
    session = serializers.CharField(source="candidature.session.code")
    academie = serializers.CharField(source="candidature.academie.code")
    decision = serializers.CharField(source="libelle")
    mention = serializers.CharField()


class Authenticite(APIView):
    """The check of a document."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="publications_authenticite",
        description="Par le code imprimé, ou par l’empreinte SHA-256 du fichier. Inconnu et non publié se répondent "
        "de même. 429 au-delà du frein de l’écran.",
        parameters=[OpenApiParameter("code", str), OpenApiParameter("sha256", str)],
        responses=VerdictForme,
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """RES-07: whether it is authentic, without marks."""
        freiner(AUTHENTICITE, TROP_DE_VERIFICATIONS)
        le = timezone.now()
        if "sha256" in request.query_params:
            forme = EmpreinteForme(data={"sha256": request.query_params["sha256"]})
            forme.is_valid(raise_exception=True)
            document = attestation_du_fichier(forme.validated_data["sha256"].lower(), le)
        else:
            document = attestation_du_code(lu(CodeForm(request.query_params))["code"], le)
        return Response(VerdictForme({"authentique": document is not None, "document": document}).data)


class Resultats(APIView):
    """Results of those who agreed."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="publications_resultats",
        description="Une personne, exactement. Liste vide : inconnue, sans accord, pas encore publiée, sans "
        "distinction. 429 au-delà du frein de l’écran.",
        request=PersonneForme,
        responses=ResultatPublicForme(many=True),
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """RES-08: one person's public results."""
        freiner(RESULTAT_PUBLIC, TROP_DE_CONSULTATIONS)
        demande = lu(RecherchePubliqueForm(corps(request)))
        empreinte = empreinte_publique(
            nom=demande["nom"],
            prenom=demande["prenom"],
            departement=demande["departement"].code,
            examen=demande["examen"].code,
        )
        return Response(ResultatPublicForme(publics(empreinte, timezone.now()), many=True).data)
