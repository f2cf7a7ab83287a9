"""API of the juries: read them, take them through their passages (API-01, DEL-11)."""

from typing import Any, cast

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from deliberation import actions
from deliberation.etats import CLORE, PASSAGES, depuis
from deliberation.lectures.apres_cloture import avertissements
from deliberation.lectures.salle import salle
from deliberation.models import Jury
from deliberation.notes_lues import DossierLu
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur

LIRE = Droit.CONSULTER_DELIBERATION
AGIR = (Droit.CONDUIRE_DELIBERATION, Droit.DELIBERER, Droit.OUVRIR_EPREUVE_DE_CONTROLE)


class JuryForme(serializers.Serializer[Any]):
    """A jury as the API writes it."""

    id = serializers.IntegerField(source="pk")
    numero = serializers.CharField()
    specialite = serializers.CharField(source="specialite.libelle")
    centre = serializers.CharField(source="centre.uai")
    groupe = serializers.IntegerField(source="groupe_id")
    groupe_de_decision = serializers.CharField(source="groupe.numero")
    examen = serializers.CharField(source="groupe.examen.code")
    session = serializers.CharField(source="groupe.session.code")
    etat = serializers.CharField()
    libelle = serializers.CharField(source="get_etat_display")
    passage = serializers.SerializerMethodField()
    avertissement = serializers.SerializerMethodField()

    def get_passage(self, jury: Jury) -> str | None:
        """The verb that leaves its state."""
        suivant = depuis(jury.etat)
        return suivant[0] if suivant else None

    def get_avertissement(self, jury: Jury) -> str:
        """DEL-14: what a closed jury is told of marks changed since, or nothing."""
        dits: dict[int, str] = self.context["avertissements"]
        return dits.get(jury.pk, "")


class DossierForme(serializers.Serializer[Any]):
    """A candidate of the épreuve de contrôle."""

    candidat = serializers.CharField(source="dossier.candidature.numero")
    inscription = serializers.CharField(source="dossier.candidature.inscription")
    nom = serializers.CharField(source="dossier.candidature.nom")
    prenoms = serializers.CharField(source="dossier.candidature.prenoms")
    propose = serializers.SerializerMethodField()
    moyenne = serializers.SerializerMethodField()
    decision = serializers.CharField(source="dossier.decision")
    a_reprendre = serializers.BooleanField()
    version = serializers.IntegerField(source="dossier.version")
    manquantes = serializers.SerializerMethodField()

    def get_propose(self, lu: DossierLu) -> str:
        """The calculated decision, or why there is none."""
        return lu.decision.libelle if lu.decision else lu.anomalie

    def get_moyenne(self, lu: DossierLu) -> str:
        """The mean as people read it."""
        return lu.decision.affichage if lu.decision else ""

    def get_manquantes(self, lu: DossierLu) -> list[str]:
        """The marks that are awaited."""
        return [note.libelle for note in lu.decision.manquantes] if lu.decision else []


class PeriodeForme(serializers.Serializer[Any]):
    """The period of deliberation."""

    du = serializers.DateField(required=False, allow_null=True, default=None)
    au = serializers.DateField(required=False, allow_null=True, default=None)


class Jurys(APIView):
    """The juries within one's reach."""

    permission_classes = (permet(LIRE),)

    @extend_schema(
        operation_id="deliberation_jurys", summary="Lire les jurys", responses=JuryForme(many=True)
    )
    def get(self, request: Request) -> Response:
        """DEL-05: every jury of the perimeter with its state."""
        jurys = Jury.objects.pour(cast(Utilisateur, request.user), LIRE).complets()
        return Response(_rendre(list(jurys)))


class UnJury(APIView):
    """One jury and its candidates."""

    permission_classes = (permet(LIRE),)

    @extend_schema(
        operation_id="deliberation_jury",
        summary="Lire un jury et ses candidats",
        responses=DossierForme(many=True),
    )
    def get(self, request: Request, jury_id: int) -> Response:
        """DEL-06: the candidates of the épreuve de contrôle with the calculated decision."""
        jury = get_object_or_404(
            Jury.objects.pour(cast(Utilisateur, request.user), LIRE).complets(), pk=jury_id
        )
        return Response(DossierForme(salle(jury).lignes, many=True).data)


class Passages(APIView):
    """The passages of a jury."""

    permission_classes = (permet(*AGIR),)

    @extend_schema(
        operation_id="deliberation_passer",
        summary="Faire passer un jury à l’état suivant",
        description="409 avec la raison quand la règle le refuse, ou quand c’est déjà fait.",
        request=PeriodeForme,
        responses=JuryForme,
    )
    def post(self, request: Request, jury_id: int, verbe: str) -> Response:
        """DEL-11: one passage. 404 for an unknown verb or a jury out of reach."""
        if verbe not in PASSAGES:
            raise Http404
        utilisateur = cast(Utilisateur, request.user)
        a_portee = Jury.objects.pour(utilisateur, PASSAGES[verbe].droit).complets()
        jury = get_object_or_404(a_portee, pk=jury_id)
        periode = PeriodeForme(data=request.data)
        periode.is_valid(raise_exception=True)
        if verbe == CLORE:
            actions.clore(jury, par=utilisateur, le=timezone.now())
        else:
            actions.franchir([jury], verbe, **periode.validated_data, par=utilisateur, le=timezone.now())
        [rendu] = _rendre([a_portee.get(pk=jury_id)])
        return Response(rendu)


def _rendre(jurys: list[Jury]) -> list[dict[str, Any]]:
    """Juries as the API writes them."""
    contexte = {"avertissements": avertissements(jurys)}
    return [dict(rendu) for rendu in JuryForme(jurys, many=True, context=contexte).data]
