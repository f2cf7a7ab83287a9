"""The rest of Imag'In's screens over the API: épreuves, one line and its history, corrections, rates (IMA-02, HAR-09)."""

from typing import Any, cast

import msgspec
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.views import APIView

from imagin import actions, lectures
from imagin.api.formes import (
    Bareme,
    Correction,
    EpreuveConnue,
    EtapeDeLigne,
    LigneSuivie,
    OuvertureEpreuve,
    PageEpreuves,
    TarifConnu,
    TauxConnu,
)
from imagin.api.gestion import ERREUR, SAISIR, json, lu
from imagin.api.views import detenu
from imagin.forms import CorrectionForm, EpreuveForm
from imagin.models import Epreuve, ServiceFait
from imagin.regles import obstacle_correction
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Examen, Session
from santorin.refus import exiger
from santorin.transmission.destinataires.reception import CorpsBrut, lire_corps, schema

CONSULTER = Droit.CONSULTER_SERVICES_FAITS
PAR_PAGE = 200


class Epreuves(APIView):
    """The épreuves of the perimeter."""

    parser_classes = (CorpsBrut,)

    def get_permissions(self) -> list[Any]:
        """Who opens an épreuve enters services faits; who consults reads."""
        return [permet(SAISIR if self.request.method == "POST" else CONSULTER)()]

    @extend_schema(
        operation_id="imagin_epreuves",
        summary="Lister les épreuves du périmètre",
        parameters=[
            OpenApiParameter(
                "q", description="Mots cherchés dans la clé de l’épreuve ou parmi les intervenants"
            ),
            OpenApiParameter("page", int),
        ],
        responses={200: schema(PageEpreuves), **dict.fromkeys((401, 403), ERREUR)},
    )
    def get(self, request: Request) -> HttpResponse:
        """IMA-02: with what waits in each."""
        trouvees = lectures.epreuves_de(
            cast(Utilisateur, request.user), request.query_params.get("q", "")[:80]
        )
        page = Paginator(trouvees, PAR_PAGE).get_page(request.query_params.get("page"))
        connues = [_connue(epreuve) for epreuve in page.object_list]
        return json(
            PageEpreuves(connues, page.next_page_number() if page.has_next() else None), status.HTTP_200_OK
        )

    @extend_schema(
        operation_id="imagin_ouvrir",
        summary="Nommer une épreuve que Santorin n’a pas envoyée",
        request={"application/json": schema(OuvertureEpreuve)},
        responses={201: schema(OuvertureEpreuve), **dict.fromkeys((401, 403, 422), ERREUR)},
    )
    def post(self, request: Request) -> HttpResponse:
        """HAR-09: so that its services faits can be entered by hand."""
        par, demande = cast(Utilisateur, request.user), lire_corps(request, OuvertureEpreuve)
        form = EpreuveForm(
            {
                "session": Session.objects.filter(code=demande.session).values_list("pk", flat=True).first(),
                "examen": Examen.objects.filter(code=demande.examen).values_list("pk", flat=True).first(),
                "academie": Academie.objects.filter(code=demande.academie)
                .values_list("pk", flat=True)
                .first(),
                "code": demande.code,
            },
            utilisateur=par,
        )
        epreuve = actions.ouvrir(**lu(form), par=par, le=timezone.now())
        ouverte = OuvertureEpreuve(
            epreuve.session.code, epreuve.examen.code, epreuve.code, epreuve.academie.code
        )
        return json(ouverte, status.HTTP_201_CREATED)


class Ligne(APIView):
    """One line."""

    permission_classes = (permet(CONSULTER),)

    @extend_schema(
        operation_id="imagin_ligne",
        summary="Lire un service fait, ce qu’on peut en faire et son histoire",
        responses={200: schema(LigneSuivie), **dict.fromkeys((401, 403, 404), ERREUR)},
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """IMA-02: with all that happened to it."""
        return json(_suivie(_ligne(request, pk, CONSULTER)), status.HTTP_200_OK)


class CorrectionDeLigne(APIView):
    """A line entered by hand, corrected."""

    parser_classes = (CorpsBrut,)
    permission_classes = (permet(SAISIR),)

    @extend_schema(
        operation_id="imagin_corriger",
        summary="Corriger un service fait saisi à la main",
        description="409 s’il vient de Santorin, s’il est déjà transmis, ou s’il a changé depuis la lecture (« vu »).",
        request={"application/json": schema(Correction)},
        responses={200: schema(LigneSuivie), **dict.fromkeys((401, 403, 404, 409, 422), ERREUR)},
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        """HAR-09: with its reason."""
        ligne = _ligne(request, pk, SAISIR)
        exiger(obstacle_correction(ligne))
        form = CorrectionForm(msgspec.to_builtins(lire_corps(request, Correction)))
        actions.corriger(ligne, **lu(form), par=cast(Utilisateur, request.user), le=timezone.now())
        return json(_suivie(_ligne(request, pk, SAISIR)), status.HTTP_200_OK)


class Tarifs(APIView):
    """The dated rates."""

    permission_classes = (permet(CONSULTER),)

    @extend_schema(
        operation_id="imagin_tarifs",
        summary="Lire les taux datés",
        responses={200: schema(Bareme), **dict.fromkeys((401, 403), ERREUR)},
    )
    def get(self, request: Request) -> HttpResponse:
        """IMA-02: which rate each examination gives, and the grid."""
        bareme = Bareme(
            tarifs=[TarifConnu(t.examen.code, t.numero, t.du, t.au) for t in lectures.tarifs()],
            grille=[TauxConnu(t.numero, t.montant, t.du, t.au, t.reference) for t in lectures.grille()],
        )
        return json(bareme, status.HTTP_200_OK)


def _connue(epreuve: Epreuve) -> EpreuveConnue:
    # The three figures come from `epreuves_de`.
    lignes, a_valider, a_transmettre = (
        getattr(epreuve, nom) for nom in ("lignes", "a_valider", "a_transmettre")
    )
    return EpreuveConnue(
        session=epreuve.session.code,
        examen=epreuve.examen.code,
        code=epreuve.code,
        academie=epreuve.academie.code,
        lignes=lignes,
        a_valider=a_valider,
        a_transmettre=a_transmettre,
    )


def _ligne(request: Request, pk: int, *droits: Droit) -> ServiceFait:
    ligne = lectures.ligne_de(cast(Utilisateur, request.user), pk, *droits)
    if ligne is None:
        raise Http404
    return ligne


def _suivie(ligne: ServiceFait) -> LigneSuivie:
    return LigneSuivie(
        service_fait=detenu(ligne),
        passages=[verbe for verbe, _ in lectures.passages_possibles(ligne)],
        correction_refusee=obstacle_correction(ligne),
        vu=lectures.dernier_mouvement(ligne.epreuve),
        historique=[
            EtapeDeLigne(
                etape.le,
                etape.auteur,
                etape.quoi,
                etape.nombre_de_copies,
                etape.du,
                etape.au,
                etape.etat,
                etape.version,
                etape.motif,
            )
            for etape in lectures.historique(ligne)
        ],
    )
