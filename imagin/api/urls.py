"""Addresses of the contract, version 1."""

from django.urls import path

from imagin.api import views

app_name = "imagin_api"
urlpatterns = [
    path("envois", views.Envois.as_view(), name="envois"),
    path(
        "epreuves/<str:session>/<str:examen>/<str:code>/services-faits",
        views.ServicesFaits.as_view(),
        name="services_faits",
    ),
]
