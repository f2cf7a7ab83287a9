"""Addresses of the harmonisation in the API."""

from django.urls import path

from harmonisation.api import copies, masse, statistiques, validation

app_name = "harmonisation_api"
urlpatterns = [
    path("<int:epreuve_id>/validation/", validation.Validation.as_view(), name="validation"),
    path(
        "<int:epreuve_id>/validation/apercu/",
        validation.ApercuDeValidation.as_view(),
        name="apercu_validation",
    ),
    path("<int:epreuve_id>/copies/", copies.Copies.as_view(), name="copies"),
    path("<int:epreuve_id>/copies/<uuid:cle>/", copies.UneCopie.as_view(), name="copie"),
    path(
        "<int:epreuve_id>/copies/<uuid:cle>/interventions/",
        copies.Interventions.as_view(),
        name="interventions",
    ),
    path("interventions/<uuid:cle>/", copies.UneIntervention.as_view(), name="intervention"),
    path("interventions/<uuid:cle>/changements/", copies.DepotDeChangements.as_view(), name="changements"),
    path("copies/<uuid:cle>/pages/<uuid:page>/", copies.ImageDePage.as_view(), name="page"),
    path("<int:epreuve_id>/regles/", masse.Regles.as_view(), name="regles"),
    path("<int:epreuve_id>/regles/apercu/", masse.ApercuDeRegle.as_view(), name="apercu"),
    path("<int:epreuve_id>/regles/<int:regle_id>/", masse.UneRegle.as_view(), name="regle"),
    path(
        "<int:epreuve_id>/regles/<int:regle_id>/annuler/",
        masse.AnnulationDeRegle.as_view(),
        name="annuler_regle",
    ),
    path("<int:epreuve_id>/statistiques/", statistiques.Ensemble.as_view(), name="statistiques"),
    path("<int:epreuve_id>/statistiques/ecarts/", statistiques.Ecarts.as_view(), name="statistiques_ecarts"),
    path(
        "<int:epreuve_id>/statistiques/<slug:ventilation>/",
        statistiques.Tableau.as_view(),
        name="statistiques_ventilation",
    ),
]
