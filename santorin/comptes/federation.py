"""Single sign-on with an OpenID Connect provider, when the settings name one (SEC-02)."""

from collections.abc import Mapping
from typing import Any

import jwt
import requests
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from santorin.comptes.actions import ouvrir_session
from santorin.comptes.models import Utilisateur

REFUSEE = (
    "La connexion par {nom} n’a pas abouti. Si votre compte n’existe pas encore ici, demandez-le à votre division "
    "des examens\u00a0; sinon, recommencez dans quelques minutes."
)


class Federation(OIDCAuthenticationBackend):  # type: ignore[misc]
    """Accounts are given here, never made by the provider: it only says who is there."""

    def verify_token(self, token: str, **attendu: Any) -> dict[str, Any]:
        """The library checks signature and nonce; this also that the provider speaks, to us, and now."""
        dit: dict[str, Any] = super().verify_token(token, **attendu)
        destinataires = dit.get("aud", [])
        if isinstance(destinataires, str):
            destinataires = [destinataires]
        if dit.get("iss") != settings.OIDC_EMETTEUR or self.OIDC_RP_CLIENT_ID not in destinataires:
            raise SuspiciousOperation("Token of another issuer, or for somebody else")
        return dit

    def get_userinfo(self, access_token: str, id_token: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """What the provider says of the person. Raises `SuspiciousOperation` when it speaks of another."""
        dit: dict[str, Any] = super().get_userinfo(access_token, id_token, payload)
        if dit.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("The token and the person differ")
        return dit

    def verify_claims(self, claims: Mapping[str, Any]) -> bool:
        """An e-mail address counts only once the provider verified it."""
        if settings.OIDC_REVENDICATION == "email" and claims.get("email_verified") is False:
            return False
        return bool(claims.get(settings.OIDC_REVENDICATION))

    def filter_users_by_claims(self, claims: Mapping[str, Any]) -> QuerySet[Utilisateur]:
        """The account of that e-mail address, or of that name for any other claim."""
        dit = str(claims[settings.OIDC_REVENDICATION])
        actifs = Utilisateur.objects.filter(is_active=True)
        if settings.OIDC_REVENDICATION == "email":
            return actifs.filter(email__iexact=dit)
        return actifs.filter(username=dit)


class Depart(OIDCAuthenticationRequestView):  # type: ignore[misc]
    """Where the person leaves for the provider."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """To the provider's page. 404 when the settings name none."""
        _exiger_un_fournisseur()
        reponse: HttpResponse = super().get(request)
        return reponse


class Retour(OIDCAuthenticationCallbackView):  # type: ignore[misc]
    """Where the provider sends the person back."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """SEC-02: log in, or back to the login with a sentence; a provider that fails is not our error page."""
        _exiger_un_fournisseur()
        try:
            reponse: HttpResponse = super().get(request)
        except (requests.RequestException, SuspiciousOperation, jwt.PyJWTError):
            return self.login_failure()
        return reponse

    def login_success(self) -> HttpResponse:
        """SEC-01: journaled like any login; the provider vouches for the second factor when told so."""
        reponse: HttpResponse = super().login_success()
        ouvrir_session(self.request.session, par=self.user, le=timezone.now(), federee=True)
        return reponse

    def login_failure(self) -> HttpResponse:
        """Back to the login, which says why."""
        messages.error(self.request, REFUSEE.format(nom=settings.OIDC_NOM))
        return redirect(self.failure_url)


def _exiger_un_fournisseur() -> None:
    if not settings.OIDC_NOM:
        raise Http404
