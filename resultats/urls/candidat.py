"""Addresses of the results, for the candidate."""

from django.urls import URLPattern

app_name = "resultats_candidat"
urlpatterns: list[URLPattern] = []
