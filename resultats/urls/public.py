"""Addresses of the results, for everybody."""

from django.urls import path

from resultats.views import authenticite, public

app_name = "resultats_public"
urlpatterns = [
    path("resultats/", public.rechercher, name="resultats"),
    path("authenticite/", authenticite.authenticite, name="authenticite"),
    path("authenticite/fichier/", authenticite.fichier, name="authenticite_fichier"),
]
