"""« Relevés de notes d'un élève » with a token: search, candidature, documents announced (API-01, RES-04)."""

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cyclades.models import Candidature as CandidatureCyclades
from resultats.api.base import lu, qui
from resultats.forms.releves import RechercheForm
from resultats.lectures.releves import ORDRES, Choix, choix, documents_de, page_de_candidatures
from resultats.regles.releves import candidatures_de
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.referentiel.models import Examen, Session, Specialite

EDITER = (permet(Droit.EDITER_RESULTATS),)
CRITERES = (
    "etat", "specialite", "nom", "prenoms", "numero", "division", "date_naissance", "examen", "session",
)  # fmt: skip


class CandidatureForme(serializers.ModelSerializer[CandidatureCyclades]):
    """A pupil's candidature."""

    candidat = serializers.CharField(source="numero")
    examen = serializers.CharField(source="examen.code")
    session = serializers.CharField(source="session.code")
    specialite = serializers.CharField(source="specialite.code", default="")

    class Meta:
        model = CandidatureCyclades
        fields = (
            "id", "candidat", "inscription", "version", "nom", "prenoms", "date_naissance", "etat", "uai", "division",
            "examen", "session", "specialite",
        )  # fmt: skip


class PageForme(serializers.Serializer[Any]):
    """A page of candidatures; `suivante` is null on the last one."""

    candidatures = CandidatureForme(many=True)
    total = serializers.IntegerField()
    suivante = serializers.IntegerField(allow_null=True)


class DocumentForme(serializers.Serializer[Any]):
    """A published version: when it was generated, from when it can be had, whether it can, or was replaced."""

    id = serializers.IntegerField(source="cle")
    version = serializers.IntegerField()
    genere_le = serializers.DateTimeField()
    disponible_le = serializers.DateTimeField()
    disponible = serializers.BooleanField()
    remplace = serializers.BooleanField()


class DetailForme(serializers.Serializer[Any]):
    """A candidature and its documents."""

    candidature = CandidatureForme()
    documents = DocumentForme(many=True)


class Candidatures(APIView):
    """The pupils of one's établissements."""

    permission_classes = EDITER

    @extend_schema(
        operation_id="releves_candidatures",
        description="Les critères de l’écran ; la spécialité, l’examen et la session par leur code.",
        parameters=[
            *(OpenApiParameter(nom, str) for nom in CRITERES),
            OpenApiParameter("ordre", str, enum=[s + o for o in sorted(ORDRES) for s in ("", "-")]),
            OpenApiParameter("page", int),
        ],
        responses=PageForme,
    )
    def get(self, request: Request) -> Response:
        """RES-04: those that the criteria leave, fifty at a time."""
        offerts = choix(qui(request))
        form = RechercheForm(_par_cles(request.query_params.dict(), offerts), choix=offerts)
        lu(form)
        page = page_de_candidatures(
            qui(request),
            form.criteres(),
            ordre=request.query_params.get("ordre", "nom"),
            numero=request.query_params.get("page", "1"),
        )
        lues = {
            "candidatures": page.object_list,
            "total": page.paginator.count,
            "suivante": page.next_page_number() if page.has_next() else None,
        }
        return Response(PageForme(lues).data)


class Candidature(APIView):
    """One candidature."""

    permission_classes = EDITER

    @extend_schema(operation_id="releves_candidature", responses=DetailForme)
    def get(self, request: Request, candidature_id: int) -> Response:
        """RES-04: its published documents, available or only announced."""
        siennes = candidatures_de(qui(request)).select_related("examen", "session", "specialite")
        objet = get_object_or_404(siennes, pk=candidature_id)
        documents = documents_de(objet, timezone.now())
        return Response(DetailForme({"candidature": objet, "documents": documents}).data)


def _par_cles(demandes: dict[str, str], offerts: Choix) -> dict[str, str]:
    """The same criteria as the form reads them. Raises `ValidationError` (400) for a code that no pupil has."""
    listes: dict[str, Sequence[Specialite] | Sequence[Session] | Sequence[Examen]] = {
        "specialite": offerts.specialites, "session": offerts.sessions, "examen": offerts.examens,
    }  # fmt: skip
    for nom, liste in listes.items():
        if code := demandes.get(nom):
            cle = next((objet.pk for objet in liste if objet.code == code), None)
            if cle is None:
                raise ValidationError({nom: [f"Aucun de vos élèves n’est inscrit en {code}."]})
            demandes[nom] = str(cle)
    return demandes
