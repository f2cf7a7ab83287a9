"""Addresses of the results, for the établissement."""

from django.urls import URLPattern

app_name = "resultats_etablissement"
urlpatterns: list[URLPattern] = []
