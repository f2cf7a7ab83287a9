"""Around the copies with a token: the grid, the lot off line, the stamps, the notices (API-01, COR-01, COR-04)."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from santorin.copies.models import Avis, Correction, Lot
from santorin.correction.actions import Saisie, SaisieDeChoix, lire_avis, saisir_grille
from santorin.correction.api.formes_bureau import (
    AvisSerializer,
    CopiesModifieesSerializer,
    FormeSerializer,
    GrilleSerializer,
    RemarqueSerializer,
    TraitementDemandeSerializer,
)
from santorin.correction.api.views import VueDeCorrecteur, lot_de, par_de
from santorin.correction.demandes import demander_archive
from santorin.correction.lectures.avis import avis_a_lire
from santorin.correction.models import Remarque
from santorin.refus import Refus


class Grille(VueDeCorrecteur):
    """All the marks of a lot."""

    @extend_schema(
        operation_id="correction_grille", request=GrilleSerializer, responses=CopiesModifieesSerializer
    )
    def put(self, request: Request, cle: UUID) -> Response:
        """COR-01, COR-06: record marks of the lot, all or none; 409 when one was changed elsewhere since it was read."""
        lot, demande = lot_de(request, cle), GrilleSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        saisies, choix = _saisies(lot, demande.validated_data)
        nombre = saisir_grille(lot, saisies, choix, par=par_de(request), le=timezone.now())
        return Response({"copies": nombre})


def _saisies(lot: Lot, lus: dict[str, list[dict[str, object]]]) -> tuple[list[Saisie], list[SaisieDeChoix]]:
    """What is asked for. Raises ValidationError for a copy or a question that is not of this lot."""
    corrections: dict[object, Correction] = {c.cle: c for c in Correction.objects.filter(lot=lot)}
    questions: dict[object, int] = dict(lot.sujet.questions.values_list("numero", "pk"))
    for case in [*lus["cases"], *lus["choix"]]:
        if case["copie"] not in corrections:
            raise ValidationError({"cases": [f"La copie {case['copie']} n’est pas de ce lot."]})
        if case.get("question") not in {None, *questions}:
            raise ValidationError({"cases": [f"Le barème n’a pas de question {case['question']}."]})
    saisies = [
        Saisie(corrections[c["copie"]], questions[c["question"]], c["vue"], c["points"])  # type: ignore[arg-type]
        for c in lus["cases"]
    ]
    choix = [
        SaisieDeChoix(corrections[c["copie"]], str(c["choix"]), str(c["vue"]), str(c["partie"]))
        for c in lus["choix"]
    ]
    return saisies, choix


class Archive(VueDeCorrecteur):
    """A lot to be read off line."""

    @extend_schema(
        operation_id="correction_archive",
        request=FormeSerializer,
        responses={202: TraitementDemandeSerializer},
    )
    def post(self, request: Request, cle: UUID) -> Response:
        """COR-01: have the lot made into an anonymous PDF or ZIP, by a job; 409 while it is being made."""
        lot, demande = lot_de(request, cle), FormeSerializer(data=request.data)
        demande.is_valid(raise_exception=True)
        traitement = demander_archive(lot, forme=demande.validated_data["forme"], par=par_de(request))
        return Response({"traitement": str(traitement.pk)}, status=HTTP_202_ACCEPTED)


class VueDeRemarque(VueDeCorrecteur):
    """A door of the library of stamps."""

    def enregistrer(self, request: Request, ancienne: Remarque | None = None) -> Remarque:
        """Record a stamp. Raises `Refus` when it is in the library already."""
        demande = RemarqueSerializer(ancienne, data=request.data)
        demande.is_valid(raise_exception=True)
        try:
            with transaction.atomic():
                return demande.save(utilisateur=par_de(request))
        except IntegrityError as erreur:
            raise Refus("Cette remarque est déjà dans votre bibliothèque.") from erreur


class Remarques(VueDeRemarque):
    """One's own stamps."""

    @extend_schema(operation_id="correction_remarques", responses=RemarqueSerializer(many=True))
    def get(self, request: Request) -> Response:
        """COR-01: the library."""
        siennes = Remarque.objects.filter(utilisateur=par_de(request))
        return Response(RemarqueSerializer(siennes, many=True).data)

    @extend_schema(
        operation_id="correction_creer_remarque",
        request=RemarqueSerializer,
        responses={201: RemarqueSerializer},
    )
    def post(self, request: Request) -> Response:
        """COR-01: one more; 409 when it is there already."""
        return Response(RemarqueSerializer(self.enregistrer(request)).data, status=HTTP_201_CREATED)


class UneRemarque(VueDeRemarque):
    """One stamp."""

    @extend_schema(
        operation_id="correction_modifier_remarque", request=RemarqueSerializer, responses=RemarqueSerializer
    )
    def put(self, request: Request, remarque_id: int) -> Response:
        """COR-01: change it; what is on the copies stays as it was put."""
        ancienne = get_object_or_404(Remarque, utilisateur=par_de(request), pk=remarque_id)
        return Response(RemarqueSerializer(self.enregistrer(request, ancienne)).data)

    @extend_schema(operation_id="correction_supprimer_remarque", responses={204: None})
    def delete(self, request: Request, remarque_id: int) -> Response:
        """COR-01: take it out of the library."""
        get_object_or_404(Remarque, utilisateur=par_de(request), pk=remarque_id).delete()
        return Response(status=HTTP_204_NO_CONTENT)


class LesAvis(VueDeCorrecteur):
    """What the marker has to read."""

    @extend_schema(operation_id="correction_avis", responses=AvisSerializer(many=True))
    def get(self, request: Request) -> Response:
        """COR-04: the notices not read yet, last first."""
        return Response(AvisSerializer(avis_a_lire(par_de(request)), many=True).data)


class UnAvisLu(VueDeCorrecteur):
    """A notice that was read."""

    @extend_schema(operation_id="correction_avis_lu", request=None, responses={204: None})
    def post(self, request: Request, avis_id: int) -> Response:
        """COR-04: it was read; twice does no harm."""
        avis = get_object_or_404(Avis, destinataire=par_de(request), pk=avis_id)
        lire_avis(avis, par=par_de(request), le=timezone.now())
        return Response(status=HTTP_204_NO_CONTENT)
