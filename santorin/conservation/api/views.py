"""The table of retention, the purge and a person's data, with a token (API-01, SEC-03)."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT
from rest_framework.views import APIView

from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.conservation import actions
from santorin.conservation.api import formes
from santorin.conservation.api.acces import accepte, auteur, lu
from santorin.conservation.demandes import demander_export, demander_purge
from santorin.conservation.durees import Duree, Unite
from santorin.conservation.forms import RechercheForm
from santorin.conservation.lectures.apercu import apercu, table_de_conservation
from santorin.conservation.lectures.personnes import chercher
from santorin.conservation.personne import Qualite
from santorin.conservation.regles import nature_de
from santorin.referentiel.models import Session
from santorin.refus import Refus
from santorin.traitements.api.formes import TraitementSerializer

PURGER = (permet(Droit.PURGER),)
EXPORTER = (permet(Droit.EXPORTER_PERSONNE),)
LIRE = (permet(Droit.PURGER, Droit.GELER, Droit.EXPORTER_PERSONNE),)


@method_decorator(login_not_required, name="dispatch")
class Natures(APIView):
    """The table of retention."""

    permission_classes = LIRE

    @extend_schema(operation_id="conservation_natures", responses=formes.NatureSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every kind of data, its period in force and what becomes of it."""
        return Response(formes.NatureSerializer(table_de_conservation(), many=True).data)


@method_decorator(login_not_required, name="dispatch")
class DureeDeNature(APIView):
    """The period of a kind of data."""

    permission_classes = PURGER

    @extend_schema(
        operation_id="conservation_choisir_duree",
        request=formes.DureeDemandeeSerializer,
        responses={204: None},
    )
    def put(self, request: Request, cle: str) -> Response:
        """Choose another period; 409 with the reason when it cannot be."""
        nature = nature_de(cle)
        if nature is None:
            raise Http404
        lue = lu(formes.DureeDemandeeSerializer, request)
        duree = Duree(lue["nombre"], Unite(lue["unite"]))
        actions.choisir_duree(nature, duree, motif=lue["motif"], par=auteur(request), le=timezone.now())
        return Response(status=HTTP_204_NO_CONTENT)


@method_decorator(login_not_required, name="dispatch")
class Purge(APIView):
    """What is due, and its destruction."""

    permission_classes = PURGER

    @extend_schema(
        operation_id="conservation_apercu_purge", responses=formes.ApercuDePurgeSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """The dry run."""
        return Response(formes.ApercuDePurgeSerializer(apercu(le=timezone.now()), many=True).data)

    @extend_schema(
        operation_id="conservation_purger",
        request=formes.PurgeDemandeeSerializer,
        responses={202: TraitementSerializer},
    )
    def post(self, request: Request) -> Response:
        """Have what is due destroyed, by a job. 409 while a purge runs, or for an unknown kind of data."""
        voulues = lu(formes.PurgeDemandeeSerializer, request)["natures"]
        if inconnues := [cle for cle in voulues if nature_de(cle) is None]:
            raise Refus(f"Nature de données inconnue\u00a0: {', '.join(inconnues)}.")
        return accepte(demander_purge(voulues, par=auteur(request)))


@method_decorator(login_not_required, name="dispatch")
class Taux(APIView):
    """The archives' sample."""

    permission_classes = PURGER

    @extend_schema(
        operation_id="conservation_choisir_taux", request=formes.TauxSerializer, responses={204: None}
    )
    def put(self, request: Request) -> Response:
        """Choose the share of a session."""
        lue = lu(formes.TauxSerializer, request)
        session = get_object_or_404(Session, code=lue["session"])
        actions.choisir_taux(session, lue["pour_mille"], par=auteur(request), le=timezone.now())
        return Response(status=HTTP_204_NO_CONTENT)


@method_decorator(login_not_required, name="dispatch")
class Personnes(APIView):
    """Persons within reach."""

    permission_classes = EXPORTER

    @extend_schema(
        operation_id="conservation_personnes",
        parameters=[
            OpenApiParameter("qualite", str, enum=Qualite.values, required=True),
            OpenApiParameter("q", str, required=True, description="Nom ou numéro, trois caractères au moins"),
        ],
        responses=formes.PersonneTrouveeSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Those that answer, fifty at most; 409 when the search cannot be read."""
        form = RechercheForm(request.query_params)
        if not form.is_valid():
            raise Refus(" ".join(str(faute) for fautes in form.errors.values() for faute in fautes))
        qualite = Qualite(form.cleaned_data["qualite"])
        trouvees = chercher(auteur(request), qualite, form.cleaned_data["q"])
        return Response(formes.PersonneTrouveeSerializer(trouvees, many=True).data)


@method_decorator(login_not_required, name="dispatch")
class Export(APIView):
    """The data of one person."""

    permission_classes = EXPORTER

    @extend_schema(
        operation_id="conservation_exporter",
        request=formes.ExportDemandeSerializer,
        responses={202: TraitementSerializer},
    )
    def post(self, request: Request) -> Response:
        """Have the ZIP made; 409 when the person is out of reach."""
        lue = lu(formes.ExportDemandeSerializer, request)
        return accepte(demander_export(Qualite(lue["qualite"]), lue["cle"], par=auteur(request)))
