"""Validate the harmonisation with a token: the screen's figures, its preview, its act (API-01, HAR-06, HAR-07)."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from harmonisation.api.copies import VueDeCoordinateur
from harmonisation.api.validation_formes import ApercuDeValidationSerializer, ValidationSerializer
from harmonisation.demandes import demander_validation
from harmonisation.lectures.validation import validation
from santorin.traitements.api.formes import TraitementSerializer
from santorin.transmission.destinataires import destinataire_notes
from santorin.transmission.lectures.apercu import apercu
from santorin.transmission.regles import Portee


class Validation(VueDeCoordinateur):
    """Where the validation stands, and the act."""

    @extend_schema(operation_id="harmonisation_validation", responses=ValidationSerializer)
    def get(self, request: Request, epreuve_id: int) -> Response:
        """HAR-07: total or partial, how many are missing and why, and what every validation sent."""
        lue = validation(self.epreuve(epreuve_id), self.par)
        return Response(ValidationSerializer(lue).data)

    @extend_schema(operation_id="harmonisation_valider", request=None, responses={202: TraitementSerializer})
    def post(self, request: Request, epreuve_id: int) -> Response:
        """HAR-06: « Valider l'harmonisation »; 409 with the reason when it cannot be. Follow it as a traitement."""
        traitement = demander_validation(self.epreuve(epreuve_id), par=self.par)
        return Response(TraitementSerializer(traitement).data, status=HTTP_202_ACCEPTED)


class ApercuDeValidation(VueDeCoordinateur):
    """The dry run."""

    @extend_schema(operation_id="harmonisation_apercu", responses=ApercuDeValidationSerializer)
    def get(self, request: Request, epreuve_id: int) -> Response:
        """CLO-13 for the coordinateur: what would be sent, overwritten and kept, in figures only (HAR-03)."""
        vu = apercu(Portee(self.epreuve(epreuve_id)), destinataire_notes(presse=True))
        formes = {
            "totale": vu.totale,
            "notes": vu.notes,
            "issues": {cas.value: nombre for cas, nombre in vu.issues},
            "retenues": {motif.value: nombre for motif, nombre in vu.retenues},
            "silence": vu.silence,
        }
        return Response(ApercuDeValidationSerializer(formes).data)
