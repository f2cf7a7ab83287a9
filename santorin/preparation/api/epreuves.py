"""Épreuves, their sujets and their markers with a token (API-01, PRE-02)."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from santorin.copies.models import Epreuve, Sujet
from santorin.editions.tableaux import Ligne, cellules
from santorin.preparation.actions.correcteurs import appeler, modifier, revoquer
from santorin.preparation.actions.epreuves import creer_epreuve, modifier_epreuve, supprimer_epreuve
from santorin.preparation.actions.sujets import ecrire_sujet, retirer_sujet
from santorin.preparation.api.base import Vue
from santorin.preparation.api.formes import (
    AppelSerializer,
    ConnuSerializer,
    CorrecteurSerializer,
    EpreuveNouvelleSerializer,
    EpreuveSerializer,
    EpreuveVoulueSerializer,
    NombreSerializer,
    SujetEcritSerializer,
    SujetLuSerializer,
)
from santorin.preparation.regles.correcteurs import CorrecteurLu, lire
from santorin.preparation.regles.epreuves import EpreuveVoulue
from santorin.preparation.regles.lignes_de_bareme import lire_bareme
from santorin.referentiel.models import Academie, Examen, Specialite


class Epreuves(Vue):
    """The épreuves to prepare."""

    @extend_schema(operation_id="preparation_epreuves", responses=EpreuveSerializer(many=True))
    def get(self, request: Request) -> Response:
        """PRE-02: those within reach."""
        epreuves = Epreuve.objects.pour(self.par, self.droit).select_related("session", "examen", "academie")
        return Response(EpreuveSerializer(epreuves, many=True).data)

    @extend_schema(
        operation_id="preparation_creer_epreuve",
        request=EpreuveNouvelleSerializer,
        responses={201: EpreuveSerializer},
    )
    def post(self, request: Request) -> Response:
        """PRE-02: a new épreuve with the default paramétrage; 404 for another's académie, 409 when it has it already."""
        demande = EpreuveNouvelleSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        lus = demande.validated_data
        siennes = self.par.academies_de(self.droit)
        lus["academie"] = get_object_or_404(Academie.objects.filter(pk__in=siennes), code=lus["academie"])
        lus["specialite"] = _specialite(lus["examen"], lus["specialite"])
        try:
            lus["code"] = cellules.code(lus["code"].strip(), au_plus=10)
        except ValueError as erreur:
            raise ValidationError({"code": [str(erreur)]}) from erreur
        epreuve = creer_epreuve(Epreuve(**lus), par=self.par, le=timezone.now())
        return Response(EpreuveSerializer(epreuve).data, status=HTTP_201_CREATED)


class UneEpreuve(Vue):
    """One épreuve."""

    @extend_schema(operation_id="preparation_epreuve", responses=EpreuveSerializer)
    def get(self, request: Request, epreuve_id: int) -> Response:
        """PRE-02: one within reach."""
        return Response(EpreuveSerializer(self.epreuve(epreuve_id)).data)

    @extend_schema(
        operation_id="preparation_modifier_epreuve",
        request=EpreuveVoulueSerializer,
        responses=EpreuveSerializer,
    )
    def put(self, request: Request, epreuve_id: int) -> Response:
        """PRE-02: correct it; 409 when its scale is that of barèmes or marks already."""
        epreuve, demande = self.epreuve(epreuve_id), EpreuveVoulueSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        lus = demande.validated_data
        voulue = EpreuveVoulue(**lus | {"specialite": _specialite(epreuve.examen, lus["specialite"])})
        modifier_epreuve(epreuve, voulue, par=self.par, le=timezone.now())
        return Response(EpreuveSerializer(self.epreuve(epreuve_id)).data)

    @extend_schema(operation_id="preparation_supprimer_epreuve", responses={204: None})
    def delete(self, request: Request, epreuve_id: int) -> Response:
        """PRE-02: take away one made by mistake; 409 once it has candidates, scans or lots."""
        supprimer_epreuve(self.epreuve(epreuve_id), par=self.par, le=timezone.now())
        return Response(status=HTTP_204_NO_CONTENT)


def _specialite(examen: Examen, code: str | None) -> Specialite | None:
    """The speciality of that code in the examination. Raises ValidationError."""
    if code is None:
        return None
    trouvee = Specialite.objects.filter(examen=examen, code=code).first()
    if trouvee is None:
        raise ValidationError({"specialite": [f"Cet examen n’a pas de spécialité {code}."]})
    return trouvee


class VueDeSujet(Vue):
    """A door of a sujet."""

    def ecrire(self, request: Request, epreuve: Epreuve, ancien: Sujet | None = None) -> Sujet:
        """Record what is asked for."""
        demande = SujetEcritSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        lus = demande.validated_data
        try:
            bareme = lire_bareme(lus.pop("bareme"))
        except ValueError as erreur:
            raise ValidationError({"bareme": str(erreur).splitlines()}) from erreur
        return ecrire_sujet(epreuve, ancien=ancien, bareme=bareme, par=self.par, le=timezone.now(), **lus)


class Sujets(VueDeSujet):
    """The sujets of an épreuve."""

    @extend_schema(operation_id="preparation_sujets", responses=SujetLuSerializer(many=True))
    def get(self, request: Request, epreuve_id: int) -> Response:
        """PRE-02: the sujets and their barèmes."""
        return Response(SujetLuSerializer(self.epreuve(epreuve_id).sujets.all(), many=True).data)

    @extend_schema(
        operation_id="preparation_creer_sujet",
        request=SujetEcritSerializer,
        responses={201: SujetLuSerializer},
    )
    def post(self, request: Request, epreuve_id: int) -> Response:
        """PRE-02: a new sujet; 400 with what is wrong in its barème, 409 when its code is taken."""
        sujet = self.ecrire(request, self.epreuve(epreuve_id))
        return Response(SujetLuSerializer(sujet).data, status=HTTP_201_CREATED)


class UnSujet(VueDeSujet):
    """One sujet."""

    @extend_schema(operation_id="preparation_sujet", responses=SujetLuSerializer)
    def get(self, request: Request, epreuve_id: int, sujet_id: int) -> Response:
        """PRE-02: the sujet and its barème."""
        sujet = get_object_or_404(self.epreuve(epreuve_id).sujets, pk=sujet_id)
        return Response(SujetLuSerializer(sujet).data)

    @extend_schema(
        operation_id="preparation_ecrire_sujet", request=SujetEcritSerializer, responses=SujetLuSerializer
    )
    def put(self, request: Request, epreuve_id: int, sujet_id: int) -> Response:
        """PRE-02: rewrite the sujet; 409 when marks already given forbid it."""
        epreuve = self.epreuve(epreuve_id)
        sujet = self.ecrire(request, epreuve, get_object_or_404(epreuve.sujets, pk=sujet_id))
        return Response(SujetLuSerializer(sujet).data)

    @extend_schema(operation_id="preparation_retirer_sujet", responses={204: None})
    def delete(self, request: Request, epreuve_id: int, sujet_id: int) -> Response:
        """PRE-02: take the sujet away; 409 once it has lots."""
        sujet = get_object_or_404(self.epreuve(epreuve_id).sujets, pk=sujet_id)
        retirer_sujet(sujet, par=self.par, le=timezone.now())
        return Response(status=HTTP_204_NO_CONTENT)


class Correcteurs(Vue):
    """The markers called for an épreuve."""

    @extend_schema(operation_id="preparation_correcteurs", responses=CorrecteurSerializer(many=True))
    def get(self, request: Request, epreuve_id: int) -> Response:
        """PRE-02: the markers."""
        appeles = self.epreuve(epreuve_id).correcteurs.select_related("etablissement", "utilisateur")
        return Response(CorrecteurSerializer(appeles, many=True).data)

    @extend_schema(
        operation_id="preparation_appeler",
        request=AppelSerializer(many=True),
        responses={201: NombreSerializer},
    )
    def post(self, request: Request, epreuve_id: int) -> Response:
        """PRE-02: call markers, all or none; how many are newly called."""
        epreuve, demande = self.epreuve(epreuve_id), AppelSerializer(data=request.data, many=True)
        demande.is_valid(raise_exception=True)
        lus = [_lu(rang, appel) for rang, appel in enumerate(demande.validated_data, start=1)]
        nombre = appeler(epreuve, lus, par=self.par, le=timezone.now())
        return Response({"nombre": nombre}, status=HTTP_201_CREATED)


def _lu(rang: int, appel: dict[str, str]) -> CorrecteurLu:
    """The marker that is told, under the rules of a file's line. Raises ValidationError."""
    lu = lire(Ligne(rang, {nom: valeur.strip() for nom, valeur in appel.items()}))
    if isinstance(lu, tuple):
        raise ValidationError([str(anomalie) for anomalie in lu])
    return lu


class UnCorrecteur(Vue):
    """One marker of an épreuve."""

    @extend_schema(
        operation_id="preparation_modifier_correcteur",
        request=ConnuSerializer,
        responses=CorrecteurSerializer,
    )
    def put(self, request: Request, epreuve_id: int, numero: str) -> Response:
        """PRE-02: what is known of the marker becomes this, and what is left empty is emptied; its number stays."""
        epreuve = self.epreuve(epreuve_id)
        correcteur = get_object_or_404(epreuve.correcteurs, numero=numero)
        demande = ConnuSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        lu = _lu(1, demande.validated_data | {"numero": numero})
        modifier(epreuve, correcteur, lu, par=self.par, le=timezone.now())
        correcteur.refresh_from_db()
        return Response(CorrecteurSerializer(correcteur).data)

    @extend_schema(operation_id="preparation_revoquer", responses={204: None})
    def delete(self, request: Request, epreuve_id: int, numero: str) -> Response:
        """PRE-02: take the marker off the épreuve; 409 when it has lots."""
        epreuve = self.epreuve(epreuve_id)
        correcteur = get_object_or_404(epreuve.correcteurs, numero=numero)
        revoquer(epreuve, correcteur, par=self.par, le=timezone.now())
        return Response(status=HTTP_204_NO_CONTENT)
