"""Imag'In's API, version 1: a batch arrives, what is held is read (IMA-01). Documented in OpenAPI."""

from typing import cast

import msgspec
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.views import APIView

from imagin.actions import ouvrir, recevoir
from imagin.api.formes import PageServicesFaits, ServiceFaitDetenu
from imagin.models import Epreuve, ServiceFait
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Examen, Session
from santorin.transmission.destinataires import AccesRefuse, EnvoiMalForme
from santorin.transmission.destinataires.contrat import (
    TAILLE_MAXIMALE,
    CleEpreuve,
    EnvoiServicesFaits,
    Erreur,
    ReponseServicesFaits,
)
from santorin.transmission.destinataires.reception import (
    CorpsBrut,
    EnvoiRefuse,
    lire_corps,
    mal_forme,
    repondre,
    schema,
    trop_gros,
)

PAR_PAGE = 1000
DEPOT = Droit.DEPOSER_SERVICES_FAITS
LECTURE = (Droit.DEPOSER_SERVICES_FAITS, Droit.CONSULTER_SERVICES_FAITS)
REFUS = {
    401: OpenApiResponse(description="Jeton absent, inconnu, expiré ou révoqué."),
    403: OpenApiResponse(schema(Erreur), "Droit absent, ou épreuve hors du périmètre du jeton."),
}


@method_decorator(login_not_required, name="dispatch")
class Envois(APIView):
    """Batches of services faits."""

    parser_classes = (CorpsBrut,)
    permission_classes = (permet(DEPOT),)

    @extend_schema(
        operation_id="imagin_envoyer",
        request={"application/json": schema(EnvoiServicesFaits)},
        responses={
            200: OpenApiResponse(schema(ReponseServicesFaits), "Un accusé par service fait, dans l’ordre."),
            **REFUS,
            413: OpenApiResponse(schema(Erreur), "Plus de 5 000 services faits, ou corps trop gros."),
            415: OpenApiResponse(schema(Erreur), "Compression inconnue."),
            422: OpenApiResponse(schema(Erreur), "Envoi mal formé : `lieu` dit où ; rien n’est enregistré."),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """Record a batch of snapshots, whole or not at all; the same `envoi` again is answered the same.

        A snapshot replaces the one before; an older version is rejected; what is transmitted to the liquidation
        stays. Hand-entered services faits are left alone. gzip bodies are accepted.
        """
        envoi = lire_corps(request, EnvoiServicesFaits)
        if len(envoi.services_faits) > TAILLE_MAXIMALE:
            raise trop_gros()
        par = cast(Utilisateur, request.user)
        epreuve = _epreuve(envoi.epreuve, par)
        try:
            return repondre(request, recevoir(envoi, epreuve=epreuve, par=par, le=timezone.now()))
        except EnvoiMalForme as refus:
            raise mal_forme(refus.message, "$.envoi") from refus
        except AccesRefuse as refus:
            raise _hors_perimetre(refus.message) from refus


@method_decorator(login_not_required, name="dispatch")
class ServicesFaits(APIView):
    """What Imag'In holds for one épreuve."""

    permission_classes = (permet(*LECTURE),)

    @extend_schema(
        operation_id="imagin_lire",
        parameters=[
            OpenApiParameter("academie", description="Code de l’académie, si le jeton en voit plusieurs."),
            OpenApiParameter("apres", description="Curseur `suivant` de la page précédente."),
        ],
        responses={200: OpenApiResponse(schema(PageServicesFaits)), **REFUS},
    )
    def get(self, request: Request, session: str, examen: str, code: str) -> HttpResponse:
        """A page of the services faits of an épreuve, with their origin, state and amount. 404 when unknown."""
        trouvees = Epreuve.objects.pour(cast(Utilisateur, request.user), *LECTURE).filter(
            session__code=session, examen__code=examen, code=code
        )
        if academie := request.query_params.get("academie"):
            trouvees = trouvees.filter(academie__code=academie)
        if len(epreuves := list(trouvees[:2])) != 1:
            raise Http404
        page = _page(epreuves[0], request.query_params.get("apres", ""))
        return HttpResponse(msgspec.json.encode(page), content_type="application/json")


def _page(epreuve: Epreuve, apres: str) -> PageServicesFaits:
    """The lines after the cursor `apres`, in the order they were made."""
    instant = timezone.now()
    lignes = ServiceFait.objects.filter(epreuve=epreuve, pk__gt=int(apres) if apres.isdecimal() else 0)
    lues = list(lignes.tarifes().select_related("intervenant").order_by("pk")[: PAR_PAGE + 1])
    detenus = [
        ServiceFaitDetenu(
            intervenant=ligne.intervenant.numero,
            nom=ligne.intervenant.nom,
            origine=ligne.origine,
            nombre_de_copies=ligne.nombre_de_copies,
            du=ligne.du,
            au=ligne.au,
            version=ligne.version,
            etat=ligne.etat,
            taux=ligne.taux,
            montant=ligne.somme,
        )
        for ligne in lues[:PAR_PAGE]
    ]
    suivant = str(lues[PAR_PAGE - 1].pk) if len(lues) > PAR_PAGE else None
    return PageServicesFaits(detenus, suivant, instant)


def _epreuve(cle: CleEpreuve, par: Utilisateur) -> Epreuve:
    """The épreuve that a batch names. Raises `EnvoiRefuse`: 422 unknown or incomplete key, 403 out of perimeter."""
    session = Session.objects.filter(code=cle.session).first()
    examen = Examen.objects.filter(code=cle.examen).first()
    if session is None:
        raise mal_forme(f"la session {cle.session} est inconnue", "$.epreuve.session")
    if examen is None:
        raise mal_forme(f"l’examen {cle.examen} est inconnu", "$.epreuve.examen")
    academie = _academie(cle, par)
    return ouvrir(
        session=session, examen=examen, academie=academie, code=cle.code, par=par, le=timezone.now()
    )


def _academie(cle: CleEpreuve, par: Utilisateur) -> Academie:
    """The académie named, or the only one of the token. Raises `EnvoiRefuse`."""
    permises = {h.academie for h in par.habilitations_de(DEPOT)}
    academie = Academie.objects.filter(code=cle.academie).first() if cle.academie else None
    if cle.academie is None and len(permises) == 1:
        academie = next(iter(permises))
    if cle.academie is None and academie is None:
        raise mal_forme("l’académie de l’épreuve manque", "$.epreuve.academie")
    if academie is None and None in permises:
        raise mal_forme(f"l’académie {cle.academie} est inconnue", "$.epreuve.academie")
    if academie is None or not permises & {academie, None}:
        raise _hors_perimetre(f"l’académie {cle.academie} est hors du périmètre de ce jeton")
    return academie


def _hors_perimetre(message: str) -> EnvoiRefuse:
    return EnvoiRefuse(status.HTTP_403_FORBIDDEN, f"{message}.", motif="HORS_PERIMETRE")
