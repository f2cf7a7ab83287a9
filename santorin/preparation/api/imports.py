"""Files of candidates with a token: given, checked, imported (API-01, PRE-01)."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from santorin.editions.tableaux.texte import TAILLE_MAXIMALE
from santorin.preparation.api.base import Vue
from santorin.preparation.api.formes import DemandeImportSerializer, FichierSerializer, ImportSerializer
from santorin.preparation.demandes import demander_controle, demander_import
from santorin.preparation.models import ImportCandidats


class Imports(Vue):
    """The files given for an épreuve."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="preparation_deposer_import",
        request=FichierSerializer,
        responses={202: ImportSerializer},
    )
    def post(self, request: Request, epreuve_id: int) -> Response:
        """PRE-01: give a CSV of candidates; its check is a job. 409 while another file is being handled."""
        epreuve, demande = self.epreuve(epreuve_id), FichierSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        fichier = demande.validated_data["fichier"]
        if fichier.size > TAILLE_MAXIMALE:
            raise ValidationError({"fichier": ["Le fichier dépasse 20\u00a0Mo\u00a0: découpez-le."]})
        depot = demander_controle(epreuve, fichier, par=self.par, le=timezone.now())
        return Response(ImportSerializer(depot).data, status=HTTP_202_ACCEPTED)


class VueDImport(Vue):
    """A door of one file."""

    def depot(self, import_id: int) -> ImportCandidats:
        """The file, within reach. Raises 404 otherwise."""
        return get_object_or_404(ImportCandidats.objects.pour(self.par, self.droit), pk=import_id)


class UnImport(VueDImport):
    """One file."""

    @extend_schema(operation_id="preparation_import", responses=ImportSerializer)
    def get(self, request: Request, import_id: int) -> Response:
        """PRE-01: what its check found."""
        return Response(ImportSerializer(self.depot(import_id)).data)


class UneDemande(VueDImport):
    """The import of a checked file."""

    @extend_schema(
        operation_id="preparation_importer",
        request=DemandeImportSerializer,
        responses={202: ImportSerializer},
    )
    def post(self, request: Request, import_id: int) -> Response:
        """PRE-01: import the file, whole or its valid lines only; 409 with the reason."""
        depot, demande = self.depot(import_id), DemandeImportSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        demandee = demander_import(depot, par=self.par, le=timezone.now(), **demande.validated_data)
        return Response(ImportSerializer(demandee).data, status=HTTP_202_ACCEPTED)
