"""Addresses of the distribution in the API."""

from django.urls import path

from santorin.distribution.api import views

app_name = "distribution_api"
urlpatterns = [
    path("epreuves/<int:epreuve_id>/", views.UneSituation.as_view(), name="situation"),
    path("epreuves/<int:epreuve_id>/apercu/", views.UnApercu.as_view(), name="apercu"),
    path("epreuves/<int:epreuve_id>/appliquer/", views.UneApplication.as_view(), name="appliquer"),
    path("epreuves/<int:epreuve_id>/lots/", views.LotsDistribues.as_view(), name="lots"),
    path("lots/<int:lot_id>/retirer/", views.UnRetrait.as_view(), name="retirer"),
    path("lots/<int:lot_id>/reaffecter/", views.UneReaffectation.as_view(), name="reaffecter"),
]
