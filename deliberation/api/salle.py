"""API of the room: one candidate whole, marks changed, points, what-if, reconvening (API-01, DEL-06)."""

from typing import Any, cast

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from deliberation import actions
from deliberation.api.formes_salle import (
    CandidatCompletForme,
    LivretsForme,
    MotifForme,
    NoteModifieeForme,
    PointsForme,
)
from deliberation.livrets import LigneLue
from deliberation.models import Dossier, Membre
from deliberation.notes_lues import DossierLu
from deliberation.perimetre import jury_de
from deliberation.proposition import dossiers_lus, reglement_du, supposer
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete
from santorin.comptes.models import Utilisateur
from santorin.refus import Refus, exiger

LIRE, ECRIRE = (Droit.CONSULTER_DELIBERATION,), (Droit.CONDUIRE_DELIBERATION, Droit.DELIBERER)


class VueDuJury(APIView):
    """A door of one jury."""

    droits: tuple[Droit, ...] = ECRIRE
    permission_classes = (permet(*ECRIRE),)

    @property
    def par(self) -> Utilisateur:
        """Who asks."""
        return cast(Utilisateur, self.request.user)

    def jury(self, jury_id: int) -> Any:
        """The jury, within reach. Raises 404 otherwise."""
        return jury_de(cast(Requete, self.request), jury_id, *self.droits)

    def dossier(self, jury_id: int, candidat: str, inscription: str) -> Dossier:
        """A candidate of the épreuve de contrôle before that jury. Raises 404 otherwise."""
        jury = self.jury(jury_id)
        siens = jury.dossiers.au_controle().select_related("candidature")
        dossier: Dossier = get_object_or_404(
            siens, candidature__numero=candidat, candidature__inscription=inscription
        )
        dossier.jury = jury
        return dossier


class UnCandidat(VueDuJury):
    """One candidate before the jury."""

    droits = LIRE
    permission_classes = (permet(*LIRE),)

    @extend_schema(
        operation_id="deliberation_candidat",
        summary="Lire un candidat : notes, livret, fiche de calcul, modifications",
        responses=CandidatCompletForme,
    )
    def get(self, request: Request, jury_id: int, candidat: str, inscription: str) -> Response:
        """DEL-06, DEL-13: everything that the jury has before it."""
        return Response(rendre(self.dossier(jury_id, candidat, inscription)))


class ActeSurUnCandidat(VueDuJury):
    """An act of the jury on a candidate, or what it would give."""

    forme: type[serializers.Serializer[Any]]

    def agir(self, dossier: Dossier, saisi: dict[str, Any]) -> Response:
        """Try or write; the candidate as it then is."""
        if saisi.pop("simuler"):
            return Response(CandidatCompletForme(self.essayer(lire(dossier), saisi)).data)
        role, jury = saisi.pop("auteur"), dossier.jury
        auteur = get_object_or_404(Membre.objects.en_fonction(), jury=jury, role=role)
        self.ecrire(dossier, saisi | {"auteur": auteur, "par": self.par, "le": timezone.now()})
        return Response(rendre(Dossier.objects.select_related("candidature", "jury").get(pk=dossier.pk)))

    def essayer(self, lu: DossierLu, saisi: dict[str, Any]) -> DossierLu:
        """What the calculation would give."""
        raise NotImplementedError

    def ecrire(self, dossier: Dossier, saisi: dict[str, Any]) -> None:
        """The act itself."""
        raise NotImplementedError


class NotesModifiees(ActeSurUnCandidat):
    """A mark changed by the jury."""

    @extend_schema(
        operation_id="deliberation_modifier_note",
        summary="Modifier une note, ou simuler sa modification",
        description="« simuler » n’écrit rien et rend le candidat tel qu’il serait.",
        request=NoteModifieeForme,
        responses=CandidatCompletForme,
    )
    def post(self, request: Request, jury_id: int, candidat: str, inscription: str) -> Response:
        """DEL-06: 409 with the reason when the rule refuses it, or on a stale reading."""
        recu = NoteModifieeForme(data=request.data)
        recu.is_valid(raise_exception=True)
        return self.agir(self.dossier(jury_id, candidat, inscription), dict(recu.validated_data))

    def essayer(self, lu: DossierLu, saisi: dict[str, Any]) -> DossierLu:
        """The same marks but this one. Raises `Refus` for an épreuve that the candidate does not have."""
        connues = {note.cle for note in lu.toutes}
        exiger(None if saisi["cle"] in connues else "Ce candidat n'a pas cette épreuve.")
        return supposer(lu, reglement_du(lu.dossier.jury), {saisi["cle"]: saisi["note"]})

    def ecrire(self, dossier: Dossier, saisi: dict[str, Any]) -> None:
        """DEL-06: the change."""
        actions.modifier_note(dossier, valeur=saisi.pop("note"), **saisi)


class PointsDuJury(ActeSurUnCandidat):
    """The jury's points."""

    @extend_schema(
        operation_id="deliberation_donner_points",
        summary="Donner des points du jury, ou simuler",
        request=PointsForme,
        responses=CandidatCompletForme,
    )
    def post(self, request: Request, jury_id: int, candidat: str, inscription: str) -> Response:
        """DEL-06: 409 with the reason when the rule refuses it, or on a stale reading."""
        recu = PointsForme(data=request.data)
        recu.is_valid(raise_exception=True)
        return self.agir(self.dossier(jury_id, candidat, inscription), dict(recu.validated_data))

    def essayer(self, lu: DossierLu, saisi: dict[str, Any]) -> DossierLu:
        """The same marks with these points."""
        return supposer(lu, reglement_du(lu.dossier.jury), {}, saisi["points"])

    def ecrire(self, dossier: Dossier, saisi: dict[str, Any]) -> None:
        """DEL-06: the points."""
        actions.donner_points(dossier, **saisi)


class Livrets(VueDuJury):
    """The livrets scolaires of a jury."""

    droits = (Droit.CONDUIRE_DELIBERATION,)
    permission_classes = (permet(Droit.CONDUIRE_DELIBERATION),)

    @extend_schema(
        operation_id="deliberation_livrets",
        summary="Donner les livrets scolaires",
        description="Remplacent ceux déjà donnés pour les mêmes candidats. Tous ou aucun.",
        request=LivretsForme,
        responses={200: {"type": "object", "properties": {"candidats": {"type": "integer"}}}},
    )
    def post(self, request: Request, jury_id: int) -> Response:
        """DEL-06: livrets; 409 for a candidate of another jury, a discipline twice, or once the jury is closed."""
        recu = LivretsForme(data=request.data)
        recu.is_valid(raise_exception=True)
        jury = self.jury(jury_id)
        siens = jury.dossiers.au_controle().select_related("candidature")
        connus = {dossier.candidature.identifiant: dossier.pk for dossier in siens}
        lignes = [_ligne_de_livret(ligne, connus) for ligne in recu.validated_data["lignes"]]
        cles = {(ligne.dossier, ligne.discipline.casefold()) for ligne in lignes}
        exiger("Une discipline est deux fois pour un candidat." if len(cles) < len(lignes) else None)
        nombre = actions.importer_livrets(jury, lignes, par=self.par, le=timezone.now())
        return Response({"candidats": nombre})


class Rectification(VueDuJury):
    """A jury reconvened."""

    droits = (Droit.OUVRIR_EPREUVE_DE_CONTROLE,)
    permission_classes = (permet(Droit.OUVRIR_EPREUVE_DE_CONTROLE),)

    @extend_schema(
        operation_id="deliberation_rectifier",
        summary="Réunir de nouveau un jury pour corriger une erreur matérielle",
        request=MotifForme,
        responses={201: MotifForme},
    )
    def post(self, request: Request, jury_id: int) -> Response:
        """DEL-14: 409 before the publication, or while a meeting is open."""
        recu = MotifForme(data=request.data)
        recu.is_valid(raise_exception=True)
        motif = recu.validated_data["motif"]
        actions.rectifier(self.jury(jury_id), motif=motif, par=self.par, le=timezone.now())
        return Response({"motif": motif}, status=HTTP_201_CREATED)


def lire(dossier: Dossier) -> DossierLu:
    """The candidate with its marks and the proposed decision."""
    [lu] = dossiers_lus(dossier.jury, [dossier], reglement_du(dossier.jury))
    return lu


def rendre(dossier: Dossier) -> dict[str, Any]:
    """The candidate as the API writes it."""
    return dict(CandidatCompletForme(lire(dossier)).data)


def _ligne_de_livret(ligne: dict[str, Any], connus: dict[str, int]) -> LigneLue:
    identifiant = f"{ligne['candidat']} - {ligne['inscription']}"
    if (cle := connus.get(identifiant)) is None:
        raise Refus(f"{identifiant} n'est pas admis à l'épreuve de contrôle devant ce jury.")
    return LigneLue(
        cle, ligne["discipline"], ligne["moyenne"], ligne["moyenne_classe"], ligne["appreciation"]
    )
