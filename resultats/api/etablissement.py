"""An établissement's results with a token: where it stands, criteria, files, lists (API-01, RES-01 to RES-05)."""

from dataclasses import fields
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from resultats import demandes
from resultats.actions.extraction import TYPES
from resultats.api.base import accepte, cadre_demande, corps, lu, perimetre_demande, qui
from resultats.forms.extraction import ExtractionNotes
from resultats.forms.listes import ListeAffichage, ListesDesCentres
from resultats.lectures import listes
from resultats.lectures.documents import produits
from resultats.lectures.extraction import Extraction, arbre
from resultats.lectures.ouvertures import service_de
from resultats.lectures.perimetres import Perimetre, perimetres
from resultats.lectures.releves import masse_de
from resultats.models import NatureService
from resultats.regles.ouvertures import obstacle_extraction, obstacle_publication
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.refus import exiger
from santorin.traitements.api.formes import DocumentSerializer, TraitementSerializer

EDITER = (permet(Droit.EDITER_RESULTATS),)


class PresenceForme(serializers.Serializer[Any]):
    """An établissement's examination and session."""

    uai = serializers.CharField(source="perimetre.etablissement.uai")
    examen = serializers.CharField(source="perimetre.cadre.examen.code")
    session = serializers.CharField(source="perimetre.cadre.session.code")
    academie = serializers.CharField(source="perimetre.cadre.academie.code")
    eleves = serializers.IntegerField()


class ActivitesForme(serializers.Serializer[Any]):
    """What can be done now; a sentence says why it cannot."""

    extraction_fermee = serializers.CharField(allow_null=True)
    publication_fermee = serializers.CharField(allow_null=True)
    candidats_a_afficher = serializers.IntegerField()
    releves_en_masse = serializers.IntegerField()
    releves_en_masse_obstacle = serializers.CharField(allow_null=True)
    documents = DocumentSerializer(many=True)


class CritereForme(serializers.Serializer[Any]):
    """A criterion as the screen tells it."""

    libelle = serializers.CharField()
    valeur = serializers.CharField()


class ValeurForme(serializers.Serializer[Any]):
    """A value that a criterion offers."""

    valeur = serializers.CharField()
    libelle = serializers.CharField()


class ArbreForme(serializers.Serializer[Any]):
    """The tree of further criteria."""

    groupes = ValeurForme(many=True)
    specialites = ValeurForme(many=True)
    divisions = ValeurForme(many=True)
    decisions = ValeurForme(many=True)
    mentions = ValeurForme(many=True)
    epreuves = ValeurForme(many=True)


class DemandeForme(serializers.Serializer[Any]):
    """What the two tabs ask; an empty list or null: no limit."""

    forme = serializers.ChoiceField(choices=sorted(TYPES), default="csv")
    groupe = serializers.CharField(default="", allow_blank=True)
    identite = serializers.BooleanField(default=False)
    identification = serializers.BooleanField(default=False)
    ine = serializers.BooleanField(default=False)
    naissance = serializers.BooleanField(default=False)
    liste_rouge = serializers.ChoiceField(choices=("non", "oui", "tous"), default="non")
    specialites = serializers.ListField(child=serializers.CharField(), default=list)
    divisions = serializers.ListField(child=serializers.CharField(), default=list)
    decisions = serializers.ListField(child=serializers.CharField(), default=list)
    mentions = serializers.ListField(child=serializers.CharField(), default=list)
    epreuves = serializers.ListField(child=serializers.CharField(), default=list)
    moyenne_min = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True, default=None)
    moyenne_max = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True, default=None)


class ApercuForme(serializers.Serializer[Any]):
    """All that is applied, and how many candidates it leaves."""

    criteres = CritereForme(many=True)
    candidats = serializers.IntegerField()


class SignatureForme(serializers.Serializer[Any]):
    """The signature block of a list; with `signature`, its place and its date."""

    signature = serializers.BooleanField(default=False)
    lieu = serializers.CharField(default="", allow_blank=True, max_length=80)
    le = serializers.DateField(allow_null=True, default=None)


class ListesForme(SignatureForme):
    """Several centres, in one PDF or one per centre in a ZIP."""

    centres = serializers.ListField(child=serializers.CharField())
    separes = serializers.BooleanField(default=False)


class CentreForme(serializers.Serializer[Any]):
    """A centre, and how many candidates sat there."""

    uai = serializers.CharField()
    nom = serializers.CharField()
    ville = serializers.CharField()
    candidats = serializers.IntegerField()


class Etablissements(APIView):
    """One's établissements."""

    permission_classes = EDITER

    @extend_schema(operation_id="resultats_etablissements", responses=PresenceForme(many=True))
    def get(self, request: Request) -> Response:
        """RES-01: their examinations and sessions."""
        return Response(PresenceForme(perimetres(qui(request)), many=True).data)


class Activites(APIView):
    """One examination of one établissement."""

    permission_classes = EDITER

    @extend_schema(operation_id="resultats_activites", responses=ActivitesForme)
    def get(self, request: Request, uai: str, examen: str, session: str) -> Response:
        """RES-01: what can be done now, and the documents already made."""
        perimetre, le = perimetre_demande(request, uai, examen, session), timezone.now()
        cadre, masse = perimetre.cadre, masse_de(perimetre, le)
        fermee = obstacle_publication(service_de(cadre, NatureService.ETABLISSEMENTS), le)
        vues = {
            "extraction_fermee": obstacle_extraction(service_de(cadre, NatureService.EXTRACTION), le),
            "publication_fermee": fermee,
            "candidats_a_afficher": 0 if fermee else listes.affiches(cadre, uai).count(),
            "releves_en_masse": masse.nombre,
            "releves_en_masse_obstacle": masse.obstacle,
            "documents": produits(qui(request), perimetre),
        }
        return Response(ActivitesForme(vues).data)


class Criteres(APIView):
    """The criteria of « Extraire des notes »."""

    permission_classes = EDITER

    @extend_schema(operation_id="resultats_arbre", responses=ArbreForme)
    def get(self, request: Request, uai: str, examen: str, session: str) -> Response:
        """RES-02: the tree of further criteria and their values."""
        offerts = arbre(_extrayable(request, uai, examen, session))
        branches = {
            branche.name: [
                {"valeur": valeur, "libelle": libelle} for valeur, libelle in getattr(offerts, branche.name)
            ]
            for branche in fields(offerts)
        }
        return Response(ArbreForme(branches).data)

    @extend_schema(operation_id="resultats_apercu", request=DemandeForme, responses=ApercuForme)
    def post(self, request: Request, uai: str, examen: str, session: str) -> Response:
        """RES-02: all the criteria applied, fixed ones first, and the number of candidates."""
        extraction, _ = _demandee(request, _extrayable(request, uai, examen, session))
        apercu = {"criteres": extraction.criteres, "candidats": extraction.nombre()}
        return Response(ApercuForme(apercu).data)


class Extractions(APIView):
    """« Extraire des notes », as a file."""

    permission_classes = EDITER

    @extend_schema(
        operation_id="resultats_extraire", request=DemandeForme, responses={202: TraitementSerializer}
    )
    def post(self, request: Request, uai: str, examen: str, session: str) -> Response:
        """RES-02: ask for the CSV or the XLSX: answers with the job to follow, which holds the document."""
        extraction, forme = _demandee(request, _extrayable(request, uai, examen, session))
        return accepte(demandes.extraire_les_notes(extraction, forme=forme, par=qui(request)))


class Liste(APIView):
    """« Liste d'affichage des candidats » of one's own centre."""

    permission_classes = EDITER

    @extend_schema(
        operation_id="resultats_liste", request=SignatureForme, responses={202: TraitementSerializer}
    )
    def post(self, request: Request, uai: str, examen: str, session: str) -> Response:
        """RES-03: ask for the list: answers with the job to follow."""
        perimetre = perimetre_demande(request, uai, examen, session)
        exiger(
            obstacle_publication(service_de(perimetre.cadre, NatureService.ETABLISSEMENTS), timezone.now())
        )
        form = ListeAffichage(corps(request))
        lu(form)
        return accepte(demandes.editer_la_liste(perimetre, form.parametres(), par=qui(request)))


class Listes(APIView):
    """« Liste d'affichage des candidats » of several centres."""

    permission_classes = (permet(Droit.GERER_RESULTATS),)

    @extend_schema(operation_id="resultats_centres", responses=CentreForme(many=True))
    def get(self, request: Request, cle: str) -> Response:
        """RES-03: the centres of the frame."""
        return Response(CentreForme(listes.centres(cadre_demande(request, cle)), many=True).data)

    @extend_schema(
        operation_id="resultats_listes", request=ListesForme, responses={202: TraitementSerializer}
    )
    def post(self, request: Request, cle: str) -> Response:
        """RES-03: ask for their lists: answers with the job to follow."""
        cadre = cadre_demande(request, cle)
        exiger(obstacle_publication(service_de(cadre, NatureService.ETABLISSEMENTS), timezone.now()))
        form = ListesDesCentres(corps(request), centres=listes.centres(cadre))
        lu(form)
        return accepte(demandes.editer_les_listes(cadre, form.parametres(), par=qui(request)))


def _extrayable(request: Request, uai: str, examen: str, session: str) -> Perimetre:
    perimetre = perimetre_demande(request, uai, examen, session)
    exiger(obstacle_extraction(service_de(perimetre.cadre, NatureService.EXTRACTION), timezone.now()))
    return perimetre


def _demandee(request: Request, perimetre: Perimetre) -> tuple[Extraction, str]:
    """The screen's own form reads the demand. Raises `ValidationError` (400)."""
    donnees = {"liste_rouge": "non", "forme": "csv", **corps(request)}
    if donnees["forme"] not in TYPES:
        raise ValidationError({"forme": [f"Les formes sont {', '.join(sorted(TYPES))}."]})
    form = ExtractionNotes(donnees, arbre=arbre(perimetre))
    lu(form)
    return Extraction(perimetre, form.demande()), donnees["forme"]
