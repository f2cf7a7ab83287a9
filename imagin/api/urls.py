"""Addresses of the contract, version 1."""

from django.urls import path

from imagin.api import consultation, gestion, views

EPREUVE = "epreuves/<str:session>/<str:examen>/<str:code>"

app_name = "imagin_api"
urlpatterns = [
    path("epreuves", consultation.Epreuves.as_view(), name="epreuves"),
    path("services-faits/<int:pk>", consultation.Ligne.as_view(), name="ligne"),
    path("services-faits/<int:pk>/correction", consultation.CorrectionDeLigne.as_view(), name="correction"),
    path("tarifs", consultation.Tarifs.as_view(), name="tarifs"),
    path("envois", views.Envois.as_view(), name="envois"),
    path(f"{EPREUVE}/services-faits", views.ServicesFaits.as_view(), name="services_faits"),
    path(f"{EPREUVE}/services-faits/saisies", gestion.Saisies.as_view(), name="saisies"),
    path(f"{EPREUVE}/services-faits/passages/<slug:verbe>", gestion.Passages.as_view(), name="passages"),
]
