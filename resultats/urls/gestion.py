"""Addresses of the results, for the gestionnaire."""

from django.urls import URLPattern

app_name = "resultats_gestion"
urlpatterns: list[URLPattern] = []
