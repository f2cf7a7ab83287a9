"""Addresses of the preparation in the API."""

from django.urls import path

from santorin.preparation.api import candidats, epreuves, imports

app_name = "preparation_api"
urlpatterns = [
    path("epreuves/", epreuves.Epreuves.as_view(), name="epreuves"),
    path("epreuves/<int:epreuve_id>/", epreuves.UneEpreuve.as_view(), name="epreuve"),
    path("epreuves/<int:epreuve_id>/sujets/", epreuves.Sujets.as_view(), name="sujets"),
    path("epreuves/<int:epreuve_id>/sujets/<int:sujet_id>/", epreuves.UnSujet.as_view(), name="sujet"),
    path("epreuves/<int:epreuve_id>/correcteurs/", epreuves.Correcteurs.as_view(), name="correcteurs"),
    path(
        "epreuves/<int:epreuve_id>/correcteurs/<str:numero>/",
        epreuves.UnCorrecteur.as_view(),
        name="correcteur",
    ),
    path("epreuves/<int:epreuve_id>/candidats/", candidats.Candidats.as_view(), name="candidats"),
    path(
        "epreuves/<int:epreuve_id>/candidats/retirer/",
        candidats.Desinscriptions.as_view(),
        name="retirer_candidats",
    ),
    path("epreuves/<int:epreuve_id>/emargement/", candidats.Emargements.as_view(), name="emarger"),
    path(
        "epreuves/<int:epreuve_id>/emargement/fichier/",
        candidats.EmargementParFichier.as_view(),
        name="emarger_par_fichier",
    ),
    path("epreuves/<int:epreuve_id>/absents/", candidats.Absents.as_view(), name="absents"),
    path("epreuves/<int:epreuve_id>/sujets-recus/", candidats.SujetsRecus.as_view(), name="sujets_recus"),
    path("candidats/<int:composition_id>/presumer/", candidats.Presomption.as_view(), name="presumer"),
    path("candidats/<int:composition_id>/lever/", candidats.Levee.as_view(), name="lever"),
    path("epreuves/<int:epreuve_id>/imports/", imports.Imports.as_view(), name="imports"),
    path("imports/<int:import_id>/", imports.UnImport.as_view(), name="import"),
    path("imports/<int:import_id>/importer/", imports.UneDemande.as_view(), name="importer"),
]
