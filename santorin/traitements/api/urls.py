"""Addresses of jobs in the API."""

from django.urls import path

from santorin.traitements.api import views

app_name = "traitements_api"
urlpatterns = [
    path("", views.Liste.as_view(), name="liste"),
    path("<uuid:uuid>/", views.Suivi.as_view(), name="suivi"),
    path("<uuid:uuid>/annuler/", views.Annulation.as_view(), name="annuler"),
    path("<uuid:uuid>/relancer/", views.Relance.as_view(), name="relancer"),
    path("documents/<uuid:uuid>/", views.UnDocument.as_view(), name="document"),
]
