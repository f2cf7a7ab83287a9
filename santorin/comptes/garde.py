"""The guard of every view: out of profil answers 403; out of perimeter, the queryset answers 404."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur


class Requete(HttpRequest):
    """A request whose user is connected: what every guarded view receives."""

    user: Utilisateur


P = ParamSpec("P")
Vue = Callable[Concatenate[Requete, P], HttpResponseBase]


def exige(*droits: Droit) -> Callable[[Vue[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let in only those who hold one of `droits`; the view carries them, so that a test walks every address.

    Raises `PermissionDenied` (403). Anonymous visitors were sent to the login by the middleware before.
    """

    def garder(vue: Vue[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(vue)
        def gardee(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            connectee = cast(Requete, request)
            if not connectee.user.a_le_droit(*droits):
                raise PermissionDenied
            return vue(connectee, *args, **kwargs)

        gardee.droits = droits  # type: ignore[attr-defined]
        return gardee

    return garder


def connecte(vue: Vue[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Mark a view open to every connected person; its queryset alone limits what it shows."""
    vue.droits = tuple(Droit)  # type: ignore[attr-defined]
    return vue  # type: ignore[return-value]
