"""Addresses of retention in the API."""

from django.urls import path

from santorin.conservation.api import gels, views

app_name = "conservation_api"
urlpatterns = [
    path("natures/", views.Natures.as_view(), name="natures"),
    path("natures/<slug:cle>/duree/", views.DureeDeNature.as_view(), name="duree"),
    path("gels/", gels.Gels.as_view(), name="gels"),
    path("gels/<int:pk>/lever/", gels.Levee.as_view(), name="lever"),
    path("purge/", views.Purge.as_view(), name="purge"),
    path("archives/taux/", views.Taux.as_view(), name="taux"),
    path("personnes/", views.Personnes.as_view(), name="personnes"),
    path("personnes/exporter/", views.Export.as_view(), name="exporter"),
]
