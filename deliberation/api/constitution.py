"""API of the files by which juries are made up: given, checked, applied (API-01, DEL-06)."""

from typing import Any, cast

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED
from rest_framework.views import APIView

from deliberation.demandes import demander_constitution, demander_controle_de_jurys
from deliberation.lectures.constitution import suivi
from deliberation.models import ImportJurys
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.editions.tableaux.texte import TAILLE_MAXIMALE
from santorin.referentiel.models import Academie

DROIT = Droit.CONSTITUER_JURYS


class FichiersForme(serializers.Serializer[Any]):
    """The files of one académie; one of the two at least."""

    academie = serializers.CharField(max_length=10, help_text="Code de l’académie")
    candidats = serializers.FileField(required=False, allow_empty_file=True)
    membres = serializers.FileField(required=False, allow_empty_file=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """None too big."""
        for nom in ("candidats", "membres"):
            if nom in attrs and attrs[nom].size > TAILLE_MAXIMALE:
                raise ValidationError({nom: ["Le fichier dépasse 20\u00a0Mo\u00a0: découpez-le."]})
        return attrs


class JuryPrevuForme(serializers.Serializer[Any]):
    """What the files make of one jury."""

    numero = serializers.CharField()
    groupe = serializers.CharField()
    specialite = serializers.CharField()
    centre = serializers.CharField()
    cree = serializers.BooleanField()
    candidats = serializers.IntegerField()
    membres = serializers.IntegerField()


class BilanForme(serializers.Serializer[Any]):
    """What the files make, in figures."""

    crees = serializers.IntegerField()
    places = serializers.IntegerField()
    deplaces = serializers.IntegerField()
    nommes = serializers.IntegerField()
    inchanges = serializers.IntegerField()
    refuses = serializers.IntegerField()
    jurys = JuryPrevuForme(many=True)


class ImportJurysForme(serializers.Serializer[Any]):
    """Files given: what they would make (null before the end of their check), the refused lines, why they may not be applied."""

    id = serializers.IntegerField(source="depot.pk")
    candidats = serializers.CharField(source="depot.candidats")
    membres = serializers.CharField(source="depot.membres")
    depose_le = serializers.DateTimeField(source="depot.depose_le")
    constitue_le = serializers.DateTimeField(source="depot.constitue_le", allow_null=True)
    traitement = serializers.CharField(source="traitement.pk", allow_null=True, default=None)
    bilan = BilanForme(allow_null=True)
    refus = serializers.ListField(source="fautes", child=serializers.CharField())
    obstacle = serializers.CharField(allow_null=True)


class VueDeConstitution(APIView):
    """A door that the right to make up juries opens."""

    permission_classes = (permet(DROIT),)

    @property
    def par(self) -> Utilisateur:
        """Who asks."""
        return cast(Utilisateur, self.request.user)

    def depot(self, import_id: int) -> ImportJurys:
        """Files of one's académie. Raises 404 otherwise."""
        siens = ImportJurys.objects.pour(self.par, DROIT)
        return get_object_or_404(siens.select_related("academie", "controle", "application"), pk=import_id)

    def rendre(self, depot: ImportJurys, status: int = 200) -> Response:
        """As the API writes it."""
        return Response(ImportJurysForme(suivi(depot)).data, status=status)


class Imports(VueDeConstitution):
    """Files of juries."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="deliberation_deposer_jurys",
        summary="Déposer les fichiers qui constituent des jurys",
        description="Ils sont d’abord contrôlés : rien n’est écrit. 404 pour l’académie d’un autre.",
        request=FichiersForme,
        responses={202: ImportJurysForme},
    )
    def post(self, request: Request) -> Response:
        """DEL-06: their check is a job; 409 without a file, or while others of the académie are handled."""
        recu = FichiersForme(data=request.data)
        recu.is_valid(raise_exception=True)
        saisi = recu.validated_data
        siennes = self.par.academies_de(DROIT)
        academie = get_object_or_404(Academie.objects.filter(pk__in=siennes), code=saisi["academie"])
        depot = demander_controle_de_jurys(
            academie,
            candidats=saisi.get("candidats"),
            membres=saisi.get("membres"),
            par=self.par,
            le=timezone.now(),
        )
        return self.rendre(depot, HTTP_202_ACCEPTED)


class UnImport(VueDeConstitution):
    """One deposit."""

    @extend_schema(
        operation_id="deliberation_import_de_jurys",
        summary="Lire ce que des fichiers de jurys feraient, et ce qui y est refusé",
        responses=ImportJurysForme,
    )
    def get(self, request: Request, import_id: int) -> Response:
        """DEL-06: what the check found."""
        return self.rendre(self.depot(import_id))


class Application(VueDeConstitution):
    """The files applied."""

    @extend_schema(
        operation_id="deliberation_constituer_jurys",
        summary="Appliquer des fichiers de jurys contrôlés, en entier",
        request=None,
        responses={202: ImportJurysForme},
    )
    def post(self, request: Request, import_id: int) -> Response:
        """DEL-06: 409 with the reason: not checked yet, a refused line, done already, nothing to do."""
        demander_constitution(self.depot(import_id), par=self.par)
        return self.rendre(self.depot(import_id), HTTP_202_ACCEPTED)
