"""Login, logout, password (SEC-02)."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone

from santorin.comptes.actions import ouvrir_session
from santorin.comptes.models import Utilisateur


class Connexion(LoginView):
    """The login, throttled by django-axes (SEC-02)."""

    template_name = "comptes/connexion.html"
    redirect_authenticated_user = True

    def get_context_data(self, **contexte: Any) -> dict[str, Any]:
        portes = {"federation": settings.OIDC_NOM, "par_mot_de_passe": settings.CONNEXION_PAR_MOT_DE_PASSE}
        return super().get_context_data(**portes, **contexte)

    def post(self, request: HttpRequest, *arguments: Any, **nommes: Any) -> HttpResponse:
        """No password is looked at where the settings close that door."""
        if not settings.CONNEXION_PAR_MOT_DE_PASSE:
            raise PermissionDenied
        return super().post(request, *arguments, **nommes)

    def form_valid(self, form: Any) -> HttpResponse:
        utilisateur: Utilisateur = form.get_user()
        reponse = super().form_valid(form)
        ouvrir_session(self.request.session, par=utilisateur, le=timezone.now())
        return reponse


class Deconnexion(LogoutView):
    """The logout, by POST."""

    next_page = "comptes:connexion"


class MotDePasse(PasswordChangeView):
    """The change of one's own password."""

    template_name = "comptes/mot_de_passe.html"
    success_url = reverse_lazy("comptes:mon_compte")

    def form_valid(self, form: Form) -> HttpResponse:
        reponse = super().form_valid(form)  # type: ignore[arg-type]
        messages.success(self.request, "Votre mot de passe est changé.")
        return reponse
