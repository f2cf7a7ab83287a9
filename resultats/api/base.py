"""What the results' API shares: who asks, within which reach, by which form (API-01)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django import forms
from django.forms.utils import from_current_timezone
from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from resultats.freins import Frein, visiteur
from resultats.lectures.acces import AccesDuCadre, cadre_gere
from resultats.lectures.perimetres import Perimetre, perimetre_de
from resultats.lectures.proclamation import Cadre, cadre_de
from santorin.comptes.models import Utilisateur
from santorin.traitements.api.formes import TraitementSerializer
from santorin.traitements.models import Traitement


class Instant(serializers.DateTimeField):
    """RES-08: a date and an hour as the screens read them.

    Without its offset it is Paris time; an hour that the clock change skips or doubles is then refused.
    """

    def enforce_timezone(self, value: datetime) -> datetime:
        """Raises `ValidationError` (400) when that hour names no instant, or two."""
        return super().enforce_timezone(from_current_timezone(value))


def qui(request: Request) -> Utilisateur:
    """Whose token it is."""
    return cast(Utilisateur, request.user)


def cadre_demande(request: Request, cle: str) -> Cadre:
    """The gestionnaire's frame of that key; 404 out of reach."""
    cadre = cadre_de(qui(request), cle)
    if cadre is None:
        raise Http404
    return cadre


def perimetre_demande(request: Request, uai: str, examen: str, session: str) -> Perimetre:
    """One's own établissement's perimeter; 404 out of reach."""
    perimetre = perimetre_de(qui(request), uai, examen, session)
    if perimetre is None:
        raise Http404
    return perimetre


def acces_demande(request: Request, examen: str, session: str, academie: str) -> AccesDuCadre:
    """The candidates' access that one manages; 404 out of reach."""
    vu = cadre_gere(qui(request), (examen, session, academie), timezone.now())
    if vu is None:
        raise Http404
    return vu


def accepte(traitement: Traitement) -> Response:
    """202, with the job to follow."""
    return Response(TraitementSerializer(traitement).data, status=HTTP_202_ACCEPTED)


def lu(form: forms.Form) -> dict[str, Any]:
    """What a screen's form reads of the request. Raises `ValidationError` (400), by field."""
    if not form.is_valid():
        fautes = {champ: [str(erreur) for erreur in erreurs] for champ, erreurs in form.errors.items()}
        raise ValidationError(fautes)
    return form.cleaned_data


def corps(request: Request) -> Mapping[str, Any]:
    """The JSON object of the request. Raises `ValidationError` (400) for anything else."""
    if not isinstance(request.data, Mapping):
        raise ValidationError({"corps": ["Un objet JSON est attendu."]})
    return request.data


def freiner(frein: Frein, phrase: str) -> None:
    """SEC-02, RES-08: the screen's own throttle, shared with it. Raises `Throttled` (429)."""
    if not frein.compter(visiteur()):
        raise Throttled(detail=phrase)
