"""Addresses of the API, version 1 of the contract, and of what the screens do besides."""

from django.urls import path

from cyclades.api import gestion, views

EPREUVE = "epreuves/<str:session>/<str:examen>/<str:code>"

app_name = "api"
urlpatterns = [
    path("envois", views.Envois.as_view(), name="envois"),
    path(f"{EPREUVE}/notes", views.Notes.as_view(), name="notes"),
    path(f"{EPREUVE}/notes/<str:candidat>/<str:inscription>", gestion.UneNote.as_view(), name="note"),
    path(f"{EPREUVE}/saisies", gestion.Saisies.as_view(), name="saisies"),
    path(f"{EPREUVE}/publications", gestion.Publications.as_view(), name="publications"),
    path(f"{EPREUVE}/recalcul", gestion.Recalcul.as_view(), name="recalcul"),
    path("eleves/<str:uai>", gestion.Eleves.as_view(), name="eleves"),
]
