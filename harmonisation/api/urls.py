"""Addresses of the harmonisation in the API."""

from django.urls import path

from harmonisation.api import statistiques

app_name = "harmonisation_api"
urlpatterns = [
    path("<int:epreuve_id>/statistiques/", statistiques.Ensemble.as_view(), name="statistiques"),
    path("<int:epreuve_id>/statistiques/ecarts/", statistiques.Ecarts.as_view(), name="statistiques_ecarts"),
    path(
        "<int:epreuve_id>/statistiques/<slug:ventilation>/",
        statistiques.Tableau.as_view(),
        name="statistiques_ventilation",
    ),
]
