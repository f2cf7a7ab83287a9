"""Addresses of the harmonisation."""

from django.urls import path

from harmonisation import views

app_name = "harmonisation"
urlpatterns = [
    path("<int:epreuve_id>/", views.validation, name="validation"),
    path("<int:epreuve_id>/apercu/", views.apercu, name="apercu"),
    path("<int:epreuve_id>/valider/", views.valider, name="valider"),
]
