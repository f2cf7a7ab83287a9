"""Addresses of the clôture in the API."""

from django.urls import path

from santorin.cloture.adresses import PORTEE
from santorin.cloture.api import views

app_name = "cloture_api"
urlpatterns = [
    path("", views.Epreuves.as_view(), name="epreuves"),
    path(f"{PORTEE}/", views.Etat.as_view(), name="etat"),
    path(f"{PORTEE}/apercu/", views.Apercu.as_view(), name="apercu"),
    path(f"{PORTEE}/lancer/", views.Lancement.as_view(), name="lancer"),
    path(f"{PORTEE}/services-faits/renvoyer/", views.Renvoi.as_view(), name="renvoyer"),
    path(f"{PORTEE}/rapprocher/", views.Comparaison.as_view(), name="rapprocher"),
]
