"""Rules with a token: those applied, a preview, an application, an end (API-01, HAR-13)."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from harmonisation.api.copies import VueDeCoordinateur
from harmonisation.api.formes import ApercuSerializer, MotifSerializer, RegleLueSerializer, RegleSerializer
from harmonisation.demandes import demander_annulation, demander_application
from harmonisation.forms.masse import RegleForm
from harmonisation.lectures.masse import apercu, regle_lue, regles_de
from harmonisation.models import RegleDeMasse
from santorin.copies.models import Epreuve
from santorin.traitements.api.formes import TraitementSerializer


def regle_demandee(epreuve: Epreuve, donnees: Any) -> RegleDeMasse:
    """The rule that is asked, not saved. Raises 400 with what is wrong."""
    form = RegleForm(donnees, epreuve=epreuve)
    if not form.is_valid():
        raise ValidationError({nom: [str(e) for e in erreurs] for nom, erreurs in form.errors.items()})
    return form.regle()


class Regles(VueDeCoordinateur):
    """The rules of an épreuve."""

    @extend_schema(operation_id="harmonisation_regles", responses=RegleSerializer(many=True))
    def get(self, request: Request, epreuve_id: int) -> Response:
        """HAR-13: the rules applied, last first."""
        return Response(RegleSerializer(regles_de(self.epreuve(epreuve_id)), many=True).data)

    @extend_schema(
        operation_id="harmonisation_appliquer",
        request=OpenApiTypes.OBJECT,
        responses={202: TraitementSerializer},
    )
    def post(self, request: Request, epreuve_id: int) -> Response:
        """HAR-13: apply a rule as previewed (`attendu`: the preview's `empreinte`); 409 with the reason."""
        if not isinstance(request.data, dict):
            raise ParseError("Un objet JSON est attendu.")
        regle, attendu = (
            regle_demandee(self.epreuve(epreuve_id), request.data),
            str(request.data.get("attendu", "")),
        )
        traitement = demander_application(regle, attendu=attendu, par=self.par)
        return Response(TraitementSerializer(traitement).data, status=HTTP_202_ACCEPTED)


class ApercuDeRegle(VueDeCoordinateur):
    """What a rule would do."""

    @extend_schema(operation_id="harmonisation_apercu_de_regle", responses=ApercuSerializer)
    def get(self, request: Request, epreuve_id: int) -> Response:
        """HAR-13: the preview of the rule in the address; nothing is changed."""
        vu = apercu(regle_demandee(self.epreuve(epreuve_id), request.query_params))
        return Response(ApercuSerializer(vu).data)


class UneRegle(VueDeCoordinateur):
    """One rule."""

    @extend_schema(operation_id="harmonisation_regle", responses=RegleLueSerializer)
    def get(self, request: Request, epreuve_id: int, regle_id: int) -> Response:
        """HAR-13: a rule, what it still changes, and what can no longer be given back."""
        regle = get_object_or_404(regles_de(self.epreuve(epreuve_id)), pk=regle_id)
        return Response(RegleLueSerializer(regle_lue(regle)).data)


class AnnulationDeRegle(VueDeCoordinateur):
    """The end of a rule."""

    @extend_schema(
        operation_id="harmonisation_annuler_regle",
        request=MotifSerializer,
        responses={202: TraitementSerializer},
    )
    def post(self, request: Request, epreuve_id: int, regle_id: int) -> Response:
        """HAR-13: give back the former marks that nothing changed since."""
        regle = get_object_or_404(regles_de(self.epreuve(epreuve_id)), pk=regle_id)
        demande = MotifSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        traitement = demander_annulation(regle, **demande.validated_data, par=self.par)
        return Response(TraitementSerializer(traitement).data, status=HTTP_202_ACCEPTED)
