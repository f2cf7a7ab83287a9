"""Imag'In's API, version 1: a batch arrives, what is held is read (IMA-01). Documented in OpenAPI."""

from typing import cast

import msgspec
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from imagin.actions import recevoir
from imagin.api.acces import epreuve_demandee
from imagin.api.formes import PageServicesFaits, ServiceFaitDetenu
from imagin.lectures.epreuve import dernier_mouvement
from imagin.models import Epreuve, ServiceFait
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.transmission.destinataires import Echec, EnvoiServicesFaits, Erreur, ReponseServicesFaits
from santorin.transmission.destinataires.contrat import TAILLE_MAXIMALE
from santorin.transmission.destinataires.reception import (
    CorpsBrut,
    lire_corps,
    refuser,
    repondre,
    schema,
    trop_gros,
)

ERREUR = schema(Erreur)
PAR_PAGE = 1000
LIRE = (Droit.DEPOSER_SERVICES_FAITS, Droit.CONSULTER_SERVICES_FAITS)


class Envois(APIView):
    """Batches of services faits."""

    parser_classes = (CorpsBrut,)
    permission_classes = (permet(Droit.DEPOSER_SERVICES_FAITS),)

    @extend_schema(
        operation_id="imagin_envois",
        summary="Déposer un envoi de services faits",
        description="Idempotent : le même envoi reçoit toujours la même réponse. Un instantané remplace le précédent "
        "et ne s’y ajoute jamais ; une version dépassée est rejetée ; ce qui est transmis à la liquidation ne change "
        "plus ; ce qui est saisi à la main n’est pas touché. Au plus 5 000 services faits, corps gzip accepté. Un "
        "envoi est enregistré en entier, ou pas du tout.",
        request={"application/json": schema(EnvoiServicesFaits)},
        responses={
            200: schema(ReponseServicesFaits),
            **dict.fromkeys((401, 403, 413, 415, 422), ERREUR),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """IMA-01: record a batch."""
        envoi = lire_corps(request, EnvoiServicesFaits)
        if len(envoi.services_faits) > TAILLE_MAXIMALE:
            raise trop_gros()
        try:
            reponse = recevoir(envoi, par=cast(Utilisateur, request.user), le=timezone.now())
        except Echec as echec:
            raise refuser(echec) from echec
        return repondre(request, reponse)


class ServicesFaits(APIView):
    """What Imag'In holds for one épreuve."""

    permission_classes = (permet(*LIRE),)

    @extend_schema(
        operation_id="imagin_services_faits",
        summary="Lire les services faits d’une épreuve",
        description="Chaque ligne dit son origine : SANTORIN ou SAISIE. Les montants sont en euros.",
        parameters=[
            OpenApiParameter("academie", description="Code de l’académie, si le jeton en voit plusieurs."),
            OpenApiParameter("apres", description="Curseur donné par la page précédente."),
        ],
        responses={200: schema(PageServicesFaits), **dict.fromkeys((401, 403, 404), ERREUR)},
    )
    def get(self, request: Request, session: str, examen: str, code: str) -> HttpResponse:
        """A page of the services faits of an épreuve, with their origin, state and amount. 404 when unknown."""
        epreuve = epreuve_demandee(request, session, examen, code, *LIRE)
        page = _page(epreuve, request.query_params.get("apres", ""))
        return HttpResponse(msgspec.json.encode(page), content_type="application/json")


def detenu(ligne: ServiceFait) -> ServiceFaitDetenu:
    """A line read with its rate and its marker, as the API says it."""
    return ServiceFaitDetenu(
        id=ligne.pk,
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


def _page(epreuve: Epreuve, apres: str) -> PageServicesFaits:
    """The lines after the cursor `apres`, in the order they were made."""
    instant, vu = timezone.now(), dernier_mouvement(epreuve)
    lignes = ServiceFait.objects.filter(epreuve=epreuve, pk__gt=int(apres) if apres.isdecimal() else 0)
    lues = list(lignes.tarifes().select_related("intervenant").order_by("pk")[: PAR_PAGE + 1])
    detenus = [detenu(ligne) for ligne in lues[:PAR_PAGE]]
    suivant = str(lues[PAR_PAGE - 1].pk) if len(lues) > PAR_PAGE else None
    return PageServicesFaits(detenus, suivant, instant, vu)
