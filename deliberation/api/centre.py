"""API of a centre: its documents, its plan de secours, its publication, its emergency portal (API-01, DEL-01 to DEL-10)."""

from typing import Any, cast

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_202_ACCEPTED
from rest_framework.views import APIView

from deliberation import actions, demandes
from deliberation.api.salle import VueDuJury
from deliberation.lectures.vues import Centre
from deliberation.models import OuverturePortail
from deliberation.perimetre import centre_de
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete
from santorin.comptes.models import Utilisateur
from santorin.refus import exiger
from santorin.traitements.api.formes import TraitementSerializer
from santorin.traitements.models import Traitement

RIEN = "Pas de notes manquantes."


class EditionForme(serializers.Serializer[Any]):
    """Which juries (all those of the centre when none is named), and how."""

    jurys = serializers.ListField(child=serializers.RegexField(r"^[0-9]{5}$"), default=list, max_length=500)
    titre = serializers.CharField(max_length=120, default="")
    separes = serializers.BooleanField(
        default=False, help_text="PV : une édition par document, dans un fichier Zip"
    )


class PlanForme(serializers.Serializer[Any]):
    """The ZIP's password, if it is to be encrypted."""

    mot_de_passe = serializers.CharField(
        min_length=12, max_length=80, default="", trim_whitespace=False, write_only=True
    )


class MessageForme(serializers.Serializer[Any]):
    """A sentence."""

    message = serializers.CharField()


class OuvertureForme(serializers.ModelSerializer[OuverturePortail]):
    """An opening of the emergency portal."""

    class Meta:
        model = OuverturePortail
        fields = ("motif", "jusqu_a", "ouverte_le", "fermee_le")
        read_only_fields = ("ouverte_le", "fermee_le")


class VueDuCentre(APIView):
    """A door of one group's juries in one centre."""

    droit = Droit.CONDUIRE_DELIBERATION
    permission_classes = (permet(Droit.CONDUIRE_DELIBERATION),)

    @property
    def par(self) -> Utilisateur:
        """Who asks."""
        return cast(Utilisateur, self.request.user)

    def centre(self, groupe_id: int, uai: str) -> Centre:
        """The centre, within reach. Raises 404 otherwise."""
        return centre_de(cast(Requete, self.request), groupe_id, uai, self.droit)


class Editions(VueDuCentre):
    """The centre's editions."""

    @extend_schema(
        operation_id="deliberation_editer",
        summary="Demander une édition",
        description="edition : notes_manquantes, pv, admis, non_admis ou ecartes (présumés fraudeurs et liste rouge). "
        "200 et « Pas de notes manquantes. » quand rien ne manque.",
        request=EditionForme,
        responses={202: TraitementSerializer, 200: MessageForme},
    )
    def post(self, request: Request, groupe_id: int, uai: str, edition: str) -> Response:
        """DEL-01, DEL-07 to DEL-09: have documents made; follow the traitement. 409 as the screen greys the juries."""
        if edition not in demandes.LIBELLES:
            raise Http404
        recu = EditionForme(data=request.data)
        recu.is_valid(raise_exception=True)
        centre, saisi = self.centre(groupe_id, uai), recu.validated_data
        par_numero = {jury.numero: jury for jury in centre.jurys}
        if inconnus := sorted(set(saisi["jurys"]) - par_numero.keys()):
            exiger(f"Ce centre n’a pas de jury {', '.join(inconnus)}.")
        jurys = [par_numero[numero] for numero in sorted(set(saisi["jurys"]) or par_numero)]
        titre = saisi["titre"] or demandes.LIBELLES[edition]
        demande: Traitement | None
        if edition == "notes_manquantes":
            demande = demandes.demander_controle_des_notes(centre, jurys, titre=titre, par=self.par)
        elif edition == "pv":
            demande = demandes.demander_edition(
                centre, edition, jurys, par=self.par, separes=saisi["separes"]
            )
        else:
            demande = demandes.demander_edition(centre, edition, jurys, par=self.par, titre=titre)
        return Response({"message": RIEN}) if demande is None else _accepte(demande)


class PlanDeSecours(VueDuCentre):
    """The plan de secours."""

    @extend_schema(
        operation_id="deliberation_plan_de_secours",
        summary="Générer le plan de secours",
        request=PlanForme,
        responses={202: TraitementSerializer},
    )
    def post(self, request: Request, groupe_id: int, uai: str) -> Response:
        """DEL-02: one ZIP for all the juries of the centre; new slips revoke the former ones."""
        recu = PlanForme(data=request.data)
        recu.is_valid(raise_exception=True)
        mot_de_passe = recu.validated_data["mot_de_passe"]
        centre = self.centre(groupe_id, uai)
        return _accepte(demandes.demander_plan_de_secours(centre, mot_de_passe=mot_de_passe, par=self.par))


class PvDeRectification(VueDuJury):
    """The PV of a reconvened jury."""

    @extend_schema(
        operation_id="deliberation_pv_de_rectification",
        summary="Editer le PV de rectification",
        request=None,
        responses={202: TraitementSerializer},
    )
    def post(self, request: Request, jury_id: int) -> Response:
        """DEL-14: 409 until the rectification is closed."""
        return _accepte(demandes.demander_pv_de_rectification(self.jury(jury_id), par=self.par))


class Publication(VueDuCentre):
    """The publication by the DEC."""

    droit = Droit.OUVRIR_EPREUVE_DE_CONTROLE
    permission_classes = (permet(Droit.OUVRIR_EPREUVE_DE_CONTROLE),)

    @extend_schema(
        operation_id="deliberation_publier",
        summary="Publier les résultats du groupe de décision",
        request=None,
        responses=MessageForme,
    )
    def post(self, request: Request, groupe_id: int, uai: str) -> Response:
        """DEL-10: 409 until every jury of the group is in 214, or when it is done already."""
        actions.publier(self.centre(groupe_id, uai).groupe, par=self.par, le=timezone.now())
        return Response({"message": "Les résultats sont publiés."})


class Portail(VueDuCentre):
    """The emergency portal of a group."""

    droit = Droit.OUVRIR_PORTAIL_DE_SECOURS
    permission_classes = (permet(Droit.OUVRIR_PORTAIL_DE_SECOURS),)

    @extend_schema(
        operation_id="deliberation_portail",
        summary="Lire les ouvertures du portail de secours",
        responses=OuvertureForme(many=True),
    )
    def get(self, request: Request, groupe_id: int, uai: str) -> Response:
        """DEL-04: the last openings, the latest first."""
        ouvertures = self.centre(groupe_id, uai).groupe.ouvertures.all()[:20]
        return Response(OuvertureForme(ouvertures, many=True).data)

    @extend_schema(
        operation_id="deliberation_ouvrir_portail",
        summary="Ouvrir le portail de secours",
        request=OuvertureForme,
        responses={201: OuvertureForme},
    )
    def post(self, request: Request, groupe_id: int, uai: str) -> Response:
        """DEL-04: with a reason, until an hour to come."""
        recu = OuvertureForme(data=request.data)
        recu.is_valid(raise_exception=True)
        groupe = self.centre(groupe_id, uai).groupe
        ouverte = actions.ouvrir_portail(groupe, **recu.validated_data, par=self.par, le=timezone.now())
        return Response(OuvertureForme(ouverte).data, status=HTTP_201_CREATED)

    @extend_schema(
        operation_id="deliberation_fermer_portail",
        summary="Fermer le portail de secours",
        responses={204: None},
    )
    def delete(self, request: Request, groupe_id: int, uai: str) -> Response:
        """DEL-04: at once; 409 when it is closed already."""
        actions.fermer_portail(self.centre(groupe_id, uai).groupe, par=self.par, le=timezone.now())
        return Response(status=204)


class Revocation(VueDuJury):
    """The slip of one jury."""

    droits = (Droit.OUVRIR_PORTAIL_DE_SECOURS,)
    permission_classes = (permet(Droit.OUVRIR_PORTAIL_DE_SECOURS),)

    @extend_schema(
        operation_id="deliberation_revoquer_acces",
        summary="Révoquer l’accès de secours d’un jury",
        request=None,
        responses={204: None},
    )
    def post(self, request: Request, jury_id: int) -> Response:
        """DEL-04: it opens nothing any more; 409 when there is none."""
        actions.revoquer(self.jury(jury_id), motif="Révoqué par l’interface", par=self.par, le=timezone.now())
        return Response(status=204)


def _accepte(traitement: Traitement) -> Response:
    return Response(TraitementSerializer(traitement).data, status=HTTP_202_ACCEPTED)
