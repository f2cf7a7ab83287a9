"""API of the composition: members, their accounts, who replaces whom, presences (API-01, DEL-06)."""

from typing import cast

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from deliberation import actions
from deliberation.actions import Personne
from deliberation.api.formes_composition import (
    CompteForme,
    MembreForme,
    MembreNouveauForme,
    PresencesForme,
    RemplacementForme,
)
from deliberation.api.salle import ECRIRE, LIRE, VueDuJury
from deliberation.lectures.salle import salle
from deliberation.models import Jury, Membre
from deliberation.perimetre import droits_sur, jury_de
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete
from santorin.refus import exiger

NOMMER = (*ECRIRE, Droit.CONSTITUER_JURYS)


class Membres(VueDuJury):
    """Who the jury is, and who sits."""

    droits = (*LIRE, *NOMMER)
    permission_classes = (permet(*LIRE, *NOMMER),)

    @extend_schema(
        operation_id="deliberation_membres",
        summary="Lire la composition et les présences",
        responses=MembreForme(many=True),
    )
    def get(self, request: Request, jury_id: int) -> Response:
        """DEL-06: members, with their presence at the open meeting."""
        return Response(_membres(self.jury(jury_id)))

    @extend_schema(
        operation_id="deliberation_nommer",
        summary="Ajouter un membre au jury",
        request=MembreNouveauForme,
        responses={201: MembreForme(many=True)},
    )
    def post(self, request: Request, jury_id: int) -> Response:
        """DEL-06: a member more; 403 without the right to write, or to give an account; 409 once the jury is closed."""
        if not self.par.a_le_droit(*NOMMER):
            self.permission_denied(request)
        recu = MembreNouveauForme(data=request.data)
        recu.is_valid(raise_exception=True)
        jury, saisi = jury_de(cast(Requete, request), jury_id, *NOMMER), recu.validated_data
        if saisi["utilisateur"] and Droit.CONSTITUER_JURYS not in droits_sur(self.par, jury):
            self.permission_denied(request)
        actions.nommer(jury, **saisi, par=self.par, le=timezone.now())
        return Response(_membres(jury), status=HTTP_201_CREATED)


class Presences(VueDuJury):
    """The presences at the open meeting."""

    @extend_schema(
        operation_id="deliberation_presences",
        summary="Enregistrer les présences",
        request=PresencesForme,
        responses=MembreForme(many=True),
    )
    def post(self, request: Request, jury_id: int) -> Response:
        """DEL-06: who sits; 409 when no meeting is open."""
        recu = PresencesForme(data=request.data)
        recu.is_valid(raise_exception=True)
        jury = self.jury(jury_id)
        lues = {ligne["membre"]: ligne["present"] for ligne in recu.validated_data["presences"]}
        inconnus = lues.keys() - set(jury.membres.en_fonction().values_list("pk", flat=True))
        exiger("Ce membre n’est pas de ce jury." if inconnus else None)
        actions.enregistrer_presences(jury, lues, par=self.par, le=timezone.now())
        return Response(_membres(jury))


class ActeSurUnMembre(VueDuJury):
    """A door of one member."""

    droits = (Droit.CONSTITUER_JURYS,)
    permission_classes = (permet(Droit.CONSTITUER_JURYS),)

    def membre(self, jury_id: int, membre_id: int) -> Membre:
        """A member in function of a jury within reach. Raises 404 otherwise."""
        jury: Jury = self.jury(jury_id)
        membre = get_object_or_404(jury.membres.en_fonction(), pk=membre_id)
        membre.jury = jury
        return membre


class Remplacement(ActeSurUnMembre):
    """A member replaced."""

    @extend_schema(
        operation_id="deliberation_remplacer",
        summary="Remplacer le président, le vice-président ou un membre",
        description=(
            "« membre » : celui du jury qui prend ce rôle ; sinon la personne nommée. Le papillon de secours du jury est "
            "révoqué. 409 une fois le jury clos."
        ),
        request=RemplacementForme,
        responses={201: MembreForme(many=True)},
    )
    def post(self, request: Request, jury_id: int, membre_id: int) -> Response:
        """DEL-06, DEL-14: the seat that is left is kept; 409 with the reason when a rule refuses it."""
        sien = self.membre(jury_id, membre_id)
        recu = RemplacementForme(data=request.data)
        recu.is_valid(raise_exception=True)
        saisi = recu.validated_data
        motif, appele = saisi.pop("motif"), saisi.pop("membre")
        remplacant: Personne | Membre = (
            Personne(**saisi)
            if appele is None
            else get_object_or_404(sien.jury.membres.en_fonction(), pk=appele)
        )
        actions.remplacer(sien, remplacant=remplacant, motif=motif, par=self.par, le=timezone.now())
        return Response(_membres(sien.jury), status=HTTP_201_CREATED)


class CompteDuMembre(ActeSurUnMembre):
    """The account of a member."""

    @extend_schema(
        operation_id="deliberation_rattacher",
        summary="Dire avec quel compte un membre se connecte",
        request=CompteForme,
        responses=MembreForme(many=True),
    )
    def post(self, request: Request, jury_id: int, membre_id: int) -> Response:
        """DEL-06: 409 once the jury is closed, or for another member's account."""
        sien = self.membre(jury_id, membre_id)
        recu = CompteForme(data=request.data)
        recu.is_valid(raise_exception=True)
        actions.rattacher(sien, **recu.validated_data, par=self.par, le=timezone.now())
        return Response(_membres(sien.jury))


def _membres(jury: Jury) -> object:
    return MembreForme(salle(jury).membres, many=True).data
