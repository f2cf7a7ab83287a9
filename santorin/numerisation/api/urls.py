"""Addresses of the numérisation in the API."""

from django.urls import path

from santorin.numerisation.api import views

app_name = "numerisation_api"
urlpatterns = [
    path("epreuves/<int:epreuve_id>/liasses/", views.Liasses.as_view(), name="liasses"),
    path("epreuves/<int:epreuve_id>/anomalies/", views.Anomalies.as_view(), name="anomalies"),
    path("liasses/<uuid:cle>/", views.UneLiasse.as_view(), name="liasse"),
    path("liasses/<uuid:cle>/morceaux/<int:debut>/", views.Morceau.as_view(), name="morceau"),
    path("liasses/<uuid:cle>/terminer/", views.Fin.as_view(), name="terminer"),
    path("liasses/<uuid:cle>/accepter/", views.Acceptation.as_view(), name="accepter"),
    path("pages/<uuid:cle>/affecter/", views.Affectation.as_view(), name="affecter"),
    path("pages/<uuid:cle>/ecarter/", views.Ecart.as_view(), name="ecarter"),
]
