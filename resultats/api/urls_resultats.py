"""Addresses of the results' API, version 1."""

from django.urls import path

from resultats.api import proclames

app_name = "api_resultats"
urlpatterns = [
    path("cadres", proclames.Cadres.as_view(), name="cadres"),
    path("cadres/<str:cle>/services", proclames.Services.as_view(), name="services"),
    path("cadres/<str:cle>/proclamation", proclames.Proclamation.as_view(), name="proclamation"),
    path(
        "etablissements/<str:uai>/<str:examen>/<str:session>/notes", proclames.Notes.as_view(), name="notes"
    ),
]
