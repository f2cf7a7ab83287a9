"""Nobody goes further than the second factor that its session owes (SEC-02)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from santorin.comptes.regles import SecondFacteur, situation

# What stays open meanwhile; the first is where people are sent.
PORTES = {
    SecondFacteur.A_PROUVER: ("comptes:second_facteur",),
    SecondFacteur.A_INSTALLER: ("comptes:application", "comptes:preparer_application"),
}


class SecondFacteurMiddleware:
    """After the login's: sends to the page where the second factor is given, whatever was asked.

    Public pages stay open, and API tokens are no sessions.
    """

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.suite(request)

    def process_view(
        self, request: HttpRequest, vue: Callable[..., Any], arguments: Any, nommes: Any
    ) -> HttpResponseRedirect | None:
        """Django's hook, once the view is known."""
        if not request.user.is_authenticated or not getattr(vue, "login_required", True):
            return None
        ouvertes = PORTES.get(situation(request.session, request.user), ())
        if not ouvertes or (request.resolver_match and request.resolver_match.view_name in ouvertes):
            return None
        porte = reverse(ouvertes[0])
        if request.method == "GET" and request.headers.get("HX-Request") != "true":
            return redirect(f"{porte}?{urlencode({'suite': request.get_full_path()}, safe='/')}")
        return redirect(porte)
