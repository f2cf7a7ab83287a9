"""Addresses of the results' API, version 1."""

from django.urls import path

from resultats.api import etablissement, periodes, proclames, publics

ICI = "etablissements/<str:uai>/<str:examen>/<str:session>"

app_name = "api_resultats"
urlpatterns = [
    path("cadres", proclames.Cadres.as_view(), name="cadres"),
    path("cadres/<str:cle>/services", proclames.Services.as_view(), name="services"),
    path("cadres/<str:cle>/proclamation", proclames.Proclamation.as_view(), name="proclamation"),
    path("cadres/<str:cle>/services/<slug:nature>", periodes.Service.as_view(), name="service"),
    path(
        "cadres/<str:cle>/services/<slug:nature>/fermeture",
        periodes.FermetureService.as_view(),
        name="fermeture",
    ),
    path("cadres/<str:cle>/listes", etablissement.Listes.as_view(), name="listes"),
    path("etablissements", etablissement.Etablissements.as_view(), name="etablissements"),
    path(ICI, etablissement.Activites.as_view(), name="activites"),
    path(f"{ICI}/notes", proclames.Notes.as_view(), name="notes"),
    path(f"{ICI}/criteres", etablissement.Criteres.as_view(), name="criteres"),
    path(f"{ICI}/extractions", etablissement.Extractions.as_view(), name="extractions"),
    path(f"{ICI}/liste", etablissement.Liste.as_view(), name="liste"),
    path("publications/authenticite", publics.Authenticite.as_view(), name="authenticite"),
    path("publications/resultats", publics.Resultats.as_view(), name="publics"),
]
