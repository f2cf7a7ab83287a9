"""Addresses of accounts."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from santorin.comptes.federation import Depart, Retour
from santorin.comptes.views import compte, connexion, second_facteur

app_name = "comptes"
urlpatterns: list[URLPattern] = [
    path("connexion/", connexion.Connexion.as_view(), name="connexion"),
    path("deconnexion/", connexion.Deconnexion.as_view(), name="deconnexion"),
    path("second-facteur/", second_facteur.prouver, name="second_facteur"),
    path("mon-compte/", compte.mon_compte, name="mon_compte"),
    path("mon-compte/mot-de-passe/", connexion.MotDePasse.as_view(), name="mot_de_passe"),
    path("mon-compte/second-facteur/", second_facteur.application, name="application"),
    path("mon-compte/second-facteur/preparer/", second_facteur.preparer, name="preparer_application"),
    path("mon-compte/second-facteur/codes/", second_facteur.codes, name="codes_de_secours"),
    path("mon-compte/second-facteur/renoncer/", second_facteur.renoncer, name="renoncer"),
    path("qui-peut-quoi/", compte.qui_peut_quoi, name="qui_peut_quoi"),
    path("connexion/federee/", login_not_required(Depart.as_view()), name="federation"),
    path("connexion/federee/retour/", login_not_required(Retour.as_view()), name="federation_retour"),
]
