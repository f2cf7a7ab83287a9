"""What a gestionnaire or a school does on Cyclades' screens, over the API (API-01, CYC-02, PRE-04)."""

from typing import cast

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_202_ACCEPTED
from rest_framework.views import APIView

from cyclades import actions, lectures
from cyclades.api.formes import (
    AcademieForme,
    EleveForme,
    FicheForme,
    ImportForme,
    PublicationForme,
    RecalculForme,
    SaisieForme,
)
from cyclades.importation.demandes import demander_import
from cyclades.importation.forms import ImportEleves
from cyclades.models import Eleve, Epreuve, Inscription
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Etablissement
from santorin.traitements.api.formes import TraitementSerializer


class VueDEpreuve(APIView):
    """A door of one épreuve."""

    droit = Droit.SAISIR_NOTES
    permission_classes = (permet(Droit.SAISIR_NOTES),)

    @property
    def par(self) -> Utilisateur:
        """Who asks."""
        return cast(Utilisateur, self.request.user)

    def inscription(self, session: str, examen: str, code: str, candidat: str, numero: str) -> Inscription:
        """A registration within reach. Raises 404 otherwise."""
        siennes = Inscription.objects.pour(self.par, self.droit).select_related(
            "candidature__specialite", "epreuve__session", "epreuve__examen", "academie"
        )
        return get_object_or_404(
            siennes,
            epreuve__session__code=session,
            epreuve__examen__code=examen,
            epreuve__code=code,
            candidature__numero=candidat,
            candidature__inscription=numero,
        )

    def portee(self, session: str, examen: str, code: str) -> tuple[Epreuve, Academie]:
        """The épreuve, in the académie that the body names. Raises 404 out of reach."""
        recu = AcademieForme(data=self.request.data)
        recu.is_valid(raise_exception=True)
        for academie in lectures.academies(self.par, self.droit):
            if academie.code == recu.validated_data["academie"]:
                epreuves = Epreuve.objects.filter(inscriptions__academie=academie).distinct()
                cle = {"session__code": session, "examen__code": examen, "code": code}
                return get_object_or_404(epreuves, **cle), academie
        raise Http404


class Saisies(VueDEpreuve):
    """Marks entered by hand."""

    @extend_schema(
        operation_id="cyclades_saisir",
        summary="Saisir une note à la main",
        description="409 quand la règle le refuse, ou quand la note en place n’est plus celle que « vue » désigne.",
        request=SaisieForme,
        responses={201: FicheForme},
    )
    def post(self, request: Request, session: str, examen: str, code: str) -> Response:
        """CYC-02: a mark, a bénéfice's or a provisional one."""
        recu = SaisieForme(data=request.data)
        recu.is_valid(raise_exception=True)
        saisi = recu.validated_data
        sienne = self.inscription(session, examen, code, saisi["candidat"], saisi["inscription"])
        actions.saisir(
            sienne,
            valeur=saisi["note"],
            motif=saisi["motif"],
            provisoire=saisi["provisoire"],
            vue=saisi["vue"],
            par=self.par,
            le=timezone.now(),
        )
        return Response(FicheForme(lectures.fiche(sienne)).data, status=HTTP_201_CREATED)


class UneNote(VueDEpreuve):
    """One candidate's mark."""

    droit = Droit.CONSULTER_NOTES
    permission_classes = (permet(Droit.CONSULTER_NOTES),)

    @extend_schema(
        operation_id="cyclades_note", summary="Lire une note et son historique", responses=FicheForme
    )
    def get(self, request: Request, session: str, **cle: str) -> Response:
        """CYC-01: what is held, and everything held before."""
        sienne = self.inscription(session, cle["examen"], cle["code"], cle["candidat"], cle["inscription"])
        return Response(FicheForme(lectures.fiche(sienne)).data)


class Publications(VueDEpreuve):
    """The publication of an épreuve."""

    droit = Droit.PUBLIER
    permission_classes = (permet(Droit.PUBLIER),)

    @extend_schema(
        operation_id="cyclades_publier",
        summary="Publier les notes d’une épreuve dans une académie",
        description="Définitif. 409 avec la raison quand la règle le refuse, ou quand c’est déjà fait.",
        request=AcademieForme,
        responses={201: PublicationForme},
    )
    def post(self, request: Request, session: str, examen: str, code: str) -> Response:
        """CYC-02: from then on nothing changes these marks (CLO-07)."""
        epreuve, academie = self.portee(session, examen, code)
        faite = actions.publier(epreuve, academie=academie, par=self.par, le=timezone.now())
        rendue = {"academie": academie.code, "publiee_le": faite.publiee_le}
        return Response(PublicationForme(rendue).data, status=HTTP_201_CREATED)


class Recalcul(VueDEpreuve):
    """The calculated marks of an épreuve."""

    @extend_schema(
        operation_id="cyclades_recalculer",
        summary="Recalculer les notes d’une épreuve calculée",
        request=AcademieForme,
        responses=RecalculForme,
    )
    def post(self, request: Request, session: str, examen: str, code: str) -> Response:
        """CYC-02: bring them up to date; 409 for an épreuve that is not calculated."""
        epreuve, academie = self.portee(session, examen, code)
        nombre = actions.recalculer_tout(epreuve, academie=academie, par=self.par, le=timezone.now())
        return Response(RecalculForme({"changees": nombre}).data)


class Eleves(APIView):
    """The pupils of a school."""

    permission_classes = (permet(Droit.IMPORTER_ELEVES),)
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="cyclades_eleves", summary="Lire les élèves importés", responses=EleveForme(many=True)
    )
    def get(self, request: Request, uai: str) -> Response:
        """PRE-04: those of the last imports, by division."""
        etablissement = _etablissement(request, uai)
        return Response(EleveForme(Eleve.objects.filter(uai=etablissement.uai), many=True).data)

    @extend_schema(
        operation_id="cyclades_importer_eleves",
        summary="Importer des élèves",
        request=ImportForme,
        responses={202: TraitementSerializer},
    )
    def post(self, request: Request, uai: str) -> Response:
        """PRE-04: give the file; follow the traitement, whose report tells every bad line."""
        etablissement = _etablissement(request, uai)
        form = ImportEleves(request.POST, request.FILES)
        if not form.is_valid():
            raise ValidationError({nom: list(map(str, fautes)) for nom, fautes in form.errors.items()})
        demande = demander_import(etablissement, **form.cleaned_data, par=cast(Utilisateur, request.user))
        return Response(TraitementSerializer(demande).data, status=HTTP_202_ACCEPTED)


def _etablissement(request: Request, uai: str) -> Etablissement:
    """The school, within reach. Raises 404 otherwise."""
    for habilitation in cast(Utilisateur, request.user).habilitations_de(Droit.IMPORTER_ELEVES):
        if habilitation.etablissement and habilitation.etablissement.uai == uai:
            return habilitation.etablissement
    raise Http404
