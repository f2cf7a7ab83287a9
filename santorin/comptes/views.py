"""Login, password, and the matrix of rights."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone

from santorin.comptes.droits import MATRICE, Droit, Profil
from santorin.comptes.garde import Requete, connecte
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser


class Connexion(LoginView):
    """The login, throttled by django-axes (SEC-02)."""

    template_name = "comptes/connexion.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        utilisateur: Utilisateur = form.get_user()
        reponse = super().form_valid(form)
        journaliser(
            "compte.connexion",
            fil=f"compte:{utilisateur.pk}",
            objet=utilisateur.get_username(),
            par=utilisateur,
            le=timezone.now(),
        )
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


@connecte
def mon_compte(request: Requete) -> HttpResponse:
    """What the person may do, and where."""
    return render(request, "comptes/mon_compte.html")


@connecte
def qui_peut_quoi(request: Requete) -> HttpResponse:
    """The matrix profil × droit, from the same data as the guard."""
    lignes = [(droit.label, [droit in MATRICE[profil] for profil in Profil]) for droit in Droit]
    return render(
        request, "comptes/qui_peut_quoi.html", {"profils": [p.label for p in Profil], "lignes": lignes}
    )
