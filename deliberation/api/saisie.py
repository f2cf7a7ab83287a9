"""API of what is entered: marks of the épreuve de contrôle, decisions of the jury (API-01, DEL-01, DEL-06)."""

from typing import Any, cast

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cyclades.regles import lire_valeur
from deliberation import actions
from deliberation.actions import SaisieControle
from deliberation.models import Decidee, Dossier, Jury, Role
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus

DECIDER = (Droit.CONDUIRE_DELIBERATION, Droit.DELIBERER)


class ChampNote(serializers.CharField):
    """« 12,5 », « AB », or nothing while it is awaited."""

    def to_internal_value(self, data: Any) -> Any:
        """The value. A mark that is none is told in words."""
        texte = super().to_internal_value(data)
        try:
            return lire_valeur(texte) if texte else None
        except Refus as refus:
            raise serializers.ValidationError(refus.message) from refus


class CandidatForme(serializers.Serializer[Any]):
    """Whom it is about, by the numbers that every system knows."""

    candidat = serializers.RegexField(r"^01[0-9]{9}$")
    inscription = serializers.RegexField(r"^[0-9]{3}$")


class NoteControleForme(CandidatForme):
    """A mark of the épreuve de contrôle in one part, with the discipline chosen there since 2022."""

    partie = serializers.CharField(max_length=4)
    discipline = serializers.CharField(max_length=10, allow_blank=True, default="")
    note = ChampNote(allow_blank=True, default="")


class NotesControleForme(serializers.Serializer[Any]):
    """Marks written together: all of them or none."""

    notes = serializers.ListField(child=NoteControleForme(), allow_empty=False, max_length=2000)


class EnregistreForme(serializers.Serializer[Any]):
    """How many marks changed."""

    modifiees = serializers.IntegerField()


class DecisionForme(CandidatForme):
    """A decision of the jury; `vue` is the version of the candidate's dossier as it was read."""

    decision = serializers.ChoiceField(choices=Decidee.choices)
    motif = serializers.CharField(max_length=500, allow_blank=True, default="")
    livret_examine = serializers.BooleanField(default=False)
    auteur = serializers.ChoiceField(choices=[Role.PRESIDENT.value, Role.VICE_PRESIDENT.value])
    vue = serializers.IntegerField(min_value=0)


class DecisionPriseForme(serializers.Serializer[Any]):
    """The decision as it stands, and the dossier's new version."""

    decision = serializers.CharField()
    version = serializers.IntegerField()


class NotesControle(APIView):
    """The marks of the épreuve de contrôle of a jury."""

    permission_classes = (permet(Droit.CONDUIRE_DELIBERATION),)

    @extend_schema(
        operation_id="deliberation_saisir_controle",
        summary="Saisir des notes de l’épreuve de contrôle",
        description="Toutes ou aucune. 409 avec la raison quand la règle le refuse.",
        request=NotesControleForme,
        responses=EnregistreForme,
    )
    def post(self, request: Request, jury_id: int) -> Response:
        """DEL-01: choices and marks, in state 200. 404 for a jury out of reach."""
        jury = _jury(request, jury_id, Droit.CONDUIRE_DELIBERATION)
        recu = NotesControleForme(data=request.data)
        recu.is_valid(raise_exception=True)
        connus = _dossiers(jury)
        saisies = [_saisie(ligne, connus) for ligne in recu.validated_data["notes"]]
        nombre = actions.saisir_controle(
            jury, saisies, par=cast(Utilisateur, request.user), le=timezone.now()
        )
        return Response(EnregistreForme({"modifiees": nombre}).data)


class Decisions(APIView):
    """The decisions of a jury."""

    permission_classes = (permet(*DECIDER),)

    @extend_schema(
        operation_id="deliberation_decider",
        summary="Porter la décision du jury sur un candidat",
        description="409 quand la règle le refuse, ou quand le dossier a changé depuis qu’il a été lu.",
        request=DecisionForme,
        responses=DecisionPriseForme,
    )
    def post(self, request: Request, jury_id: int) -> Response:
        """DEL-06: a decision, carried by the président or vice-président. 404 for a jury out of reach."""
        jury = _jury(request, jury_id, *DECIDER)
        recu = DecisionForme(data=request.data)
        recu.is_valid(raise_exception=True)
        saisi = recu.validated_data
        dossier = get_object_or_404(jury.dossiers, pk=_dossiers(jury).get(_identifiant(saisi)))
        actions.decider(
            dossier,
            decision=Decidee(saisi["decision"]),
            motif=saisi["motif"],
            livret_examine=saisi["livret_examine"],
            auteur=get_object_or_404(jury.membres.en_fonction(), role=saisi["auteur"]),
            vue=saisi["vue"],
            par=cast(Utilisateur, request.user),
            le=timezone.now(),
        )
        dossier.refresh_from_db()
        return Response(DecisionPriseForme(dossier).data)


def _jury(request: Request, jury_id: int, *droits: Droit) -> Jury:
    jurys = Jury.objects.pour(cast(Utilisateur, request.user), *droits).complets()
    return get_object_or_404(jurys, pk=jury_id)


def _dossiers(jury: Jury) -> dict[str, int]:
    dossiers: list[Dossier] = list(jury.dossiers.au_controle().select_related("candidature"))
    return {dossier.candidature.identifiant: dossier.pk for dossier in dossiers}


def _identifiant(ligne: dict[str, Any]) -> str:
    return f"{ligne['candidat']} - {ligne['inscription']}"


def _saisie(ligne: dict[str, Any], connus: dict[str, int]) -> SaisieControle:
    cle = connus.get(_identifiant(ligne))
    if cle is None:
        raise Refus(f"{_identifiant(ligne)} n'est pas admis à l'épreuve de contrôle devant ce jury.")
    valeur: Valeur | None = ligne["note"] or None
    return SaisieControle(cle, ligne["partie"], ligne["discipline"], valeur)
