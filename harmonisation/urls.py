"""Addresses of the harmonisation."""

from django.urls import path

from harmonisation.views import validation

app_name = "harmonisation"
urlpatterns = [
    path("<int:epreuve_id>/", validation.validation, name="validation"),
    path("<int:epreuve_id>/apercu/", validation.apercu, name="apercu"),
    path("<int:epreuve_id>/valider/", validation.valider, name="valider"),
]
