"""What a gestionnaire does on Imag'In's screens, over the API: enter by hand, take through a state (IMA-02, HAR-09)."""

from typing import Any, cast

import msgspec
from django.forms import Form
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.views import APIView

from imagin import actions
from imagin.api.acces import epreuve_demandee
from imagin.api.formes import DemandePassage, Saisie, TriRendu
from imagin.etats import PASSAGES
from imagin.forms import SaisieForm
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.transmission.destinataires import Erreur
from santorin.transmission.destinataires.reception import CorpsBrut, EnvoiRefuse, lire_corps, schema

ERREUR = schema(Erreur)
SAISIR = Droit.SAISIR_SERVICES_FAITS
ACADEMIE = OpenApiParameter("academie", description="Code de l’académie, si le jeton en voit plusieurs.")
MAXIMUM = 5000  # lines taken through a passage at once


class Saisies(APIView):
    """Services faits entered by hand."""

    parser_classes = (CorpsBrut,)
    permission_classes = (permet(SAISIR),)

    @extend_schema(
        operation_id="imagin_saisir",
        summary="Saisir un service fait à la main",
        description="Compté une seule fois par « cle », même envoyé deux fois. Santorin n’y touche jamais.",
        parameters=[ACADEMIE],
        request={"application/json": schema(Saisie)},
        responses={201: {"type": "object"}, **dict.fromkeys((401, 403, 404, 409, 422), ERREUR)},
    )
    def post(self, request: Request, session: str, examen: str, code: str) -> HttpResponse:
        """HAR-09: enter one; 409 when its key was received already."""
        epreuve = epreuve_demandee(request, session, examen, code, SAISIR)
        form = SaisieForm(msgspec.to_builtins(lire_corps(request, Saisie)))
        ligne = actions.saisir(epreuve, **lu(form), par=cast(Utilisateur, request.user), le=timezone.now())
        return json({"id": ligne.pk, "etat": ligne.etat}, status.HTTP_201_CREATED)


class Passages(APIView):
    """Services faits taken to another state."""

    parser_classes = (CorpsBrut,)
    permission_classes = (permet(SAISIR),)

    @extend_schema(
        operation_id="imagin_passer",
        summary="Valider, annuler, rétablir ou transmettre des services faits",
        description="Une ligne changée depuis la page lue (« vu ») est laissée de côté, avec la raison. 409 si rien ne "
        "passe. Verbes : valider, devalider, transmettre, annuler (avec un motif), retablir.",
        parameters=[ACADEMIE],
        request={"application/json": schema(DemandePassage)},
        responses={200: schema(TriRendu), **dict.fromkeys((401, 403, 404, 409, 422), ERREUR)},
    )
    def post(self, request: Request, session: str, examen: str, code: str, verbe: str) -> HttpResponse:
        """IMA-02: take lines through a passage."""
        epreuve = epreuve_demandee(request, session, examen, code, SAISIR)
        passage = PASSAGES.get(verbe)
        if passage is None:
            raise refusee("verbe", f"les verbes sont {', '.join(PASSAGES)}")
        demande = lire_corps(request, DemandePassage)
        if len(demande.lignes) > MAXIMUM:
            raise refusee("$.lignes", f"au plus {MAXIMUM} lignes à la fois")
        tri = actions.faire_passer(
            epreuve,
            demande.lignes,
            passage,
            vu=demande.vu,
            motif=demande.motif,
            par=cast(Utilisateur, request.user),
            le=timezone.now(),
        )
        rendu = TriRendu([ligne.pk for ligne in tri.retenues], tri.somme, dict(tri.ecartes))
        return json(rendu, status.HTTP_200_OK)


def lu(form: Form) -> dict[str, Any]:
    """What a screen's form reads; the 422 of its first mistake otherwise."""
    if not form.is_valid():
        champ, fautes = next(iter(form.errors.items()))
        raise refusee(f"$.{champ}", " ".join(map(str, fautes)))
    return form.cleaned_data


def json(contenu: object, statut: int) -> HttpResponse:
    """A structure, as JSON."""
    return HttpResponse(msgspec.json.encode(contenu), content_type="application/json", status=statut)


def refusee(lieu: str, message: str) -> EnvoiRefuse:
    """The 422 that says what is wrong, where."""
    return EnvoiRefuse(status.HTTP_422_UNPROCESSABLE_ENTITY, message, motif="DEMANDE_MAL_FORMEE", lieu=lieu)
