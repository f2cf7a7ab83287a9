"""Addresses of the harmonisation."""

from django.urls import path

from harmonisation.views import copies, edition, masse, statistiques, validation

app_name = "harmonisation"
urlpatterns = [
    path("<int:epreuve_id>/", validation.validation, name="validation"),
    path("<int:epreuve_id>/apercu/", validation.apercu, name="apercu"),
    path("<int:epreuve_id>/valider/", validation.valider, name="valider"),
    path("<int:epreuve_id>/copies/", copies.copies, name="copies"),
    path("<int:epreuve_id>/copies/<uuid:cle>/", copies.copie, name="copie"),
    path("<int:epreuve_id>/copies/<uuid:cle>/comparer/", copies.comparer, name="comparer"),
    path("<int:epreuve_id>/copies/<uuid:cle>/modifier/", edition.modifier, name="modifier"),
    path("<int:epreuve_id>/regles/", masse.regles, name="regles"),
    path("<int:epreuve_id>/regles/nouvelle/", masse.nouvelle, name="nouvelle_regle"),
    path("<int:epreuve_id>/regles/appliquer/", masse.appliquer, name="appliquer"),
    path("<int:epreuve_id>/regles/<int:regle_id>/", masse.regle, name="regle"),
    path("copies/<uuid:cle>/pages/<uuid:page>", copies.page, name="page"),
    path("editeur/<uuid:cle>/", edition.editeur, name="editeur"),
    path("editeur/<uuid:cle>/etat", edition.etat, name="etat"),
    path("editeur/<uuid:cle>/changements", edition.changements, name="changements"),
    path("<int:epreuve_id>/statistiques/", statistiques.ensemble, name="statistiques"),
    path("<int:epreuve_id>/statistiques/csv/", statistiques.ensemble_csv, name="statistiques_csv"),
    path("<int:epreuve_id>/statistiques/ecarts/", statistiques.ecarts, name="statistiques_ecarts"),
    path(
        "<int:epreuve_id>/statistiques/ecarts/csv/", statistiques.ecarts_csv, name="statistiques_ecarts_csv"
    ),
    path(
        "<int:epreuve_id>/statistiques/<slug:ventilation>/",
        statistiques.ventilation,
        name="statistiques_ventilation",
    ),
    path(
        "<int:epreuve_id>/statistiques/<slug:ventilation>/csv/",
        statistiques.ventilation_csv,
        name="statistiques_ventilation_csv",
    ),
]
