"""Addresses of the results, for everybody."""

from django.urls import URLPattern

app_name = "resultats_public"
urlpatterns: list[URLPattern] = []
