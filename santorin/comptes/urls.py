"""Addresses of accounts."""

from django.urls import path

from santorin.comptes import views

app_name = "comptes"
urlpatterns = [
    path("connexion/", views.Connexion.as_view(), name="connexion"),
    path("deconnexion/", views.Deconnexion.as_view(), name="deconnexion"),
    path("mon-compte/", views.mon_compte, name="mon_compte"),
    path("mon-compte/mot-de-passe/", views.MotDePasse.as_view(), name="mot_de_passe"),
    path("qui-peut-quoi/", views.qui_peut_quoi, name="qui_peut_quoi"),
]
