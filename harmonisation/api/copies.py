"""Harmonise with a token: the same rules, readings and acts as the screens (API-01, HAR-03 to HAR-05)."""

from typing import cast
from uuid import UUID

import msgspec
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from harmonisation.actions import harmoniser, intervenir
from harmonisation.api.formes import (
    InterventionSerializer,
    MotifSerializer,
    PageSerializer,
    UneCopieSerializer,
)
from harmonisation.forms.copies import CriteresForm, lire_cle
from harmonisation.lectures.copie import copie_a_modifier, correction_de
from harmonisation.lectures.copies import ORDRE, Criteres, choix, compter
from harmonisation.lectures.copies_pages import page_de_copies, voisines
from harmonisation.lectures.epreuves import epreuves_harmonisees
from harmonisation.models import CopieHarmonisable
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve, Intervention, Page
from santorin.correction.api.schemas import schema
from santorin.correction.echanges import Changements, CopieEditee, Reception
from santorin.correction.images import reponse_image

ROUTE_DES_PAGES = "harmonisation_api:page"


@method_decorator(login_not_required, name="dispatch")
class VueDeCoordinateur(APIView):
    """What a coordinateur's token opens."""

    permission_classes = (permet(Droit.HARMONISER),)

    @property
    def par(self) -> Utilisateur:
        """Who asks."""
        return cast(Utilisateur, self.request.user)

    def epreuve(self, epreuve_id: int) -> Epreuve:
        """The harmonised épreuve, within reach. Raises 404 otherwise."""
        return get_object_or_404(epreuves_harmonisees(self.par), pk=epreuve_id)

    def ligne(self, epreuve_id: int, cle: UUID) -> CopieHarmonisable:
        """A copy of a locked lot. Raises 404 otherwise (HAR-03)."""
        return get_object_or_404(CopieHarmonisable, epreuve=self.epreuve(epreuve_id), cle=cle)

    def intervention(self, cle: UUID) -> Intervention:
        """One's own intervention. Raises 404 otherwise."""
        siennes = Intervention.objects.filter(
            par=self.par, correction__lot__epreuve__in=epreuves_harmonisees(self.par).values("pk")
        )
        relations = ("copie", "lot__sujet", "lot__epreuve__parametrage", "lot__epreuve__examen")
        return get_object_or_404(siennes.select_related(*(f"correction__{r}" for r in relations)), cle=cle)


def criteres_de(request: Request, epreuve: Epreuve) -> Criteres:
    """HAR-04: the filters and the order of the address. Raises 400 for a filter that is not understood."""
    form = CriteresForm(request.query_params, choix=choix(epreuve))
    if not form.is_valid():
        raise ValidationError({nom: [str(e) for e in erreurs] for nom, erreurs in form.errors.items()})
    return form.criteres(request.query_params.get("ordre", ORDRE))


class Copies(VueDeCoordinateur):
    """The list."""

    @extend_schema(operation_id="harmonisation_copies", responses=PageSerializer)
    def get(self, request: Request, epreuve_id: int) -> Response:
        """HAR-04: the copies of locked lots; filters, `ordre`, `apres`, `avant` and `exact` as on the screen."""
        epreuve, demande = self.epreuve(epreuve_id), request.query_params
        criteres = criteres_de(request, epreuve)
        page = page_de_copies(
            epreuve, criteres, apres=lire_cle(demande.get("apres")), avant=lire_cle(demande.get("avant"))
        )
        compte = compter(epreuve, criteres, exact="exact" in demande)
        lue = {
            "copies": page.lignes,
            "precedent": page.precedent,
            "suivant": page.suivant,
            "nombre": compte.nombre,
            "plafonne": compte.plafonne,
        }
        return Response(PageSerializer(lue).data)


class UneCopie(VueDeCoordinateur):
    """One copy."""

    @extend_schema(operation_id="harmonisation_copie", responses=UneCopieSerializer)
    def get(self, request: Request, epreuve_id: int, cle: UUID) -> Response:
        """HAR-05: one copy of a locked lot, both versions, and the copies around it in the selection asked."""
        ligne = self.ligne(epreuve_id, cle)
        autour = voisines(ligne.epreuve, criteres_de(request, ligne.epreuve), ligne)
        return Response(UneCopieSerializer(ligne, context={"voisines": autour}).data)


class Interventions(VueDeCoordinateur):
    """Opening a copy to changes."""

    @extend_schema(
        operation_id="harmonisation_intervenir",
        request=MotifSerializer,
        responses={201: InterventionSerializer},
    )
    def post(self, request: Request, epreuve_id: int, cle: UUID) -> Response:
        """HAR-05: say why; the changes are then sent to the intervention. 409 with the reason."""
        ligne = self.ligne(epreuve_id, cle)
        demande = MotifSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        ouverte = intervenir(correction_de(ligne), **demande.validated_data, par=self.par, le=timezone.now())
        return Response(InterventionSerializer(ouverte).data, status=HTTP_201_CREATED)


class UneIntervention(VueDeCoordinateur):
    """A copy being changed."""

    @extend_schema(operation_id="harmonisation_intervention", responses={200: schema(CopieEditee)})
    def get(self, request: Request, cle: UUID) -> Response:
        """HAR-05: the copy as the editor reads it."""
        editee = copie_a_modifier(self.intervention(cle), route=ROUTE_DES_PAGES)
        return Response(msgspec.to_builtins(editee))


class DepotDeChangements(VueDeCoordinateur):
    """Changes of a copy come in."""

    @extend_schema(
        operation_id="harmonisation_changements",
        request={"application/json": schema(Changements)},
        responses={200: schema(Reception)},
    )
    def post(self, request: Request, cle: UUID) -> Response:
        """HAR-05: a batch of changes; the same one twice changes nothing more. 409 with the reason."""
        intervention = self.intervention(cle)
        try:
            recus = msgspec.convert(request.data, type=Changements, strict=False)
        except msgspec.ValidationError as erreur:
            raise ParseError(f"Envoi mal formé\u00a0: {erreur}") from erreur
        reception = harmoniser(intervention, recus=recus, par=self.par, le=timezone.now())
        return Response(msgspec.to_builtins(reception))


class ImageDePage(VueDeCoordinateur):
    """The image of a page."""

    @extend_schema(operation_id="harmonisation_page", responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, cle: UUID, page: UUID) -> HttpResponse:
        """HAR-03: the pixels of a page, without metadata, while the copy may be harmonised."""
        siennes = CopieHarmonisable.objects.filter(epreuve__in=epreuves_harmonisees(self.par).values("pk"))
        ligne = get_object_or_404(siennes, cle=cle)
        return reponse_image(get_object_or_404(Page, copie=ligne.copie_id, cle=page))
