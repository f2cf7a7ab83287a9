"""Addresses of the API, version 1 of the contract."""

from django.urls import path

from cyclades.api import views

app_name = "api"
urlpatterns = [
    path("envois", views.Envois.as_view(), name="envois"),
    path("epreuves/<str:session>/<str:examen>/<str:code>/notes", views.Notes.as_view(), name="notes"),
]
