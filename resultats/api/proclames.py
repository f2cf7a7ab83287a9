"""Services, results and marks with a token (API-01, RES-02, RES-06)."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from resultats import demandes
from resultats.actions.extraction import autoriser
from resultats.api.base import accepte, cadre_demande, lu, perimetre_demande, qui
from resultats.forms.extraction import ExtractionNotes
from resultats.lectures import ouvertures, proclamation
from resultats.lectures.extraction import Extraction, arbre
from resultats.lectures.perimetres import Perimetre
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.traitements.api.formes import TraitementSerializer

GERER = (permet(Droit.GERER_RESULTATS),)
EDITER = (permet(Droit.EDITER_RESULTATS),)
PAGE, PAGE_MAXIMALE = 100, 500
CLE_MAXIMALE = 2**63 - 1


class CadreForme(serializers.Serializer[Any]):
    """An examination and session of an académie, and how far its results are."""

    cle = serializers.CharField(source="cadre.cle")
    examen = serializers.CharField(source="cadre.examen.code")
    session = serializers.CharField(source="cadre.session.code")
    academie = serializers.CharField(source="cadre.academie.code")
    candidatures = serializers.IntegerField()
    proclames = serializers.IntegerField()
    en_attente = serializers.IntegerField()


class ServiceForme(serializers.Serializer[Any]):
    """A service and its period."""

    nature = serializers.CharField()
    etat = serializers.CharField()
    ouvre_le = serializers.DateTimeField(source="service.ouvre_le", default=None)
    ferme_le = serializers.DateTimeField(source="service.ferme_le", default=None)


class CurseurForme(serializers.Serializer[Any]):
    """Which page of the marks."""

    apres = serializers.IntegerField(min_value=0, max_value=CLE_MAXIMALE, default=0)
    taille = serializers.IntegerField(min_value=1, max_value=PAGE_MAXIMALE, default=PAGE)


class EpreuveForme(serializers.Serializer[Any]):
    """A mark."""

    code = serializers.CharField()
    libelle = serializers.CharField()
    note = serializers.CharField()
    position = serializers.CharField()


class ResultatForme(serializers.Serializer[Any]):
    """A candidate's result; who it is only as far as it was asked for."""

    nom = serializers.CharField(required=False)
    prenoms = serializers.CharField(required=False)
    candidat = serializers.CharField(required=False)
    inscription = serializers.CharField(required=False)
    version = serializers.IntegerField(required=False)
    ine = serializers.CharField(required=False)
    date_naissance = serializers.DateField(required=False)
    division = serializers.CharField()
    specialite = serializers.CharField()
    groupe_de_decision = serializers.CharField()
    epreuves = EpreuveForme(many=True)
    decision = serializers.CharField()
    libelle = serializers.CharField()
    moyenne_ou_total = serializers.CharField()
    mention = serializers.CharField()


class PageForme(serializers.Serializer[Any]):
    """A page of results; `suivant` is null on the last one."""

    resultats = ResultatForme(many=True)
    suivant = serializers.IntegerField(allow_null=True)


class Cadres(APIView):
    """The frames of the token's académie."""

    permission_classes = GERER

    @extend_schema(operation_id="resultats_cadres", responses=CadreForme(many=True))
    def get(self, request: Request) -> Response:
        """RES-06: examinations and sessions with their figures."""
        return Response(CadreForme(proclamation.cadres(qui(request)), many=True).data)


class Services(APIView):
    """The services of a frame."""

    permission_classes = GERER

    @extend_schema(operation_id="resultats_services", responses=ServiceForme(many=True))
    def get(self, request: Request, cle: str) -> Response:
        """RES-02, RES-08: the three services and their periods."""
        return Response(
            ServiceForme(ouvertures.lignes(cadre_demande(request, cle), timezone.now()), many=True).data
        )


class Proclamation(APIView):
    """« Établir les résultats »."""

    permission_classes = GERER

    @extend_schema(
        operation_id="resultats_etablir",
        description="409 tant qu’un traitement est déjà à l’œuvre.",
        request=None,
        responses={202: TraitementSerializer},
    )
    def post(self, request: Request, cle: str) -> Response:
        """RES-06: ask for the job."""
        return accepte(demandes.etablir_les_resultats(cadre_demande(request, cle), par=qui(request)))


class Notes(APIView):
    """« Extraire des notes »."""

    permission_classes = EDITER

    @extend_schema(
        operation_id="resultats_notes",
        description="Les critères sont ceux de l’écran. 409 avec la phrase du service quand il est fermé.",
        parameters=[
            OpenApiParameter(
                "apres",
                OpenApiTypes.INT,
                description="Page suivante\u00a0: la valeur de «\u00a0suivant\u00a0»",
            ),
            OpenApiParameter("taille", OpenApiTypes.INT, description="Résultats par page, de 1 à 500"),
            OpenApiParameter("liste_rouge", OpenApiTypes.STR, enum=["non", "oui", "tous"]),
            *(
                OpenApiParameter(nom, OpenApiTypes.BOOL)
                for nom in ("identite", "identification", "ine", "naissance")
            ),
            *(
                OpenApiParameter(nom, OpenApiTypes.STR, many=True)
                for nom in ("specialites", "divisions", "decisions", "mentions", "epreuves")
            ),
            OpenApiParameter("groupe", OpenApiTypes.STR),
            OpenApiParameter("moyenne_min", OpenApiTypes.DECIMAL),
            OpenApiParameter("moyenne_max", OpenApiTypes.DECIMAL),
        ],
        responses=PageForme,
    )
    def get(self, request: Request, uai: str, examen: str, session: str) -> Response:
        """RES-02: a page of the results that the criteria leave."""
        perimetre = perimetre_demande(request, uai, examen, session)
        curseur = CurseurForme(data=request.query_params)
        curseur.is_valid(raise_exception=True)
        extraction = _extraction(request, perimetre)
        autoriser(extraction, forme="json", par=qui(request), le=timezone.now())
        lus, suivant = extraction.page(**curseur.validated_data)
        return Response(PageForme({"resultats": lus, "suivant": suivant}).data)


def _extraction(request: Request, perimetre: Perimetre) -> Extraction:
    """The request of the query string, by the screen's own form. Raises `ValidationError` (400)."""
    saisie = request.query_params.copy()
    saisie.setdefault("liste_rouge", "non")
    form = ExtractionNotes(saisie, arbre=arbre(perimetre))
    lu(form)
    return Extraction(perimetre, form.demande())
