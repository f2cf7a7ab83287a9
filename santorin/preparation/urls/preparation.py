"""Addresses of the preparation."""

from django.urls import path

from santorin.preparation.views import (
    candidats,
    correcteurs,
    emargements,
    epreuves,
    imports,
    inscriptions,
    sujets,
)

app_name = "preparation"
urlpatterns = [
    path("epreuves/nouvelle/", epreuves.creer, name="creer"),
    path("epreuves/<int:epreuve_id>/", epreuves.epreuve, name="epreuve"),
    path("epreuves/<int:epreuve_id>/modifier/", epreuves.modifier, name="modifier_epreuve"),
    path("epreuves/<int:epreuve_id>/supprimer/", epreuves.supprimer, name="supprimer_epreuve"),
    path("epreuves/<int:epreuve_id>/sujets/nouveau/", sujets.sujet, name="nouveau_sujet"),
    path("epreuves/<int:epreuve_id>/sujets/<int:sujet_id>/", sujets.sujet, name="sujet"),
    path("epreuves/<int:epreuve_id>/sujets/<int:sujet_id>/bareme.csv", sujets.bareme, name="bareme"),
    path("epreuves/<int:epreuve_id>/sujets/<int:sujet_id>/retirer/", sujets.retirer, name="retirer_sujet"),
    path("epreuves/<int:epreuve_id>/correcteurs/", correcteurs.correcteurs, name="correcteurs"),
    path(
        "epreuves/<int:epreuve_id>/correcteurs/<int:correcteur_id>/",
        correcteurs.correcteur,
        name="correcteur",
    ),
    path(
        "epreuves/<int:epreuve_id>/correcteurs/<int:correcteur_id>/retirer/",
        correcteurs.retirer_correcteur,
        name="retirer_correcteur",
    ),
    path("epreuves/<int:epreuve_id>/candidats/", candidats.candidats, name="candidats"),
    path("epreuves/<int:epreuve_id>/candidats/emarger/", candidats.emarger, name="emarger"),
    path("epreuves/<int:epreuve_id>/candidats/sujets/", emargements.sujets_recus, name="sujets_recus"),
    path("epreuves/<int:epreuve_id>/candidats/retirer/", inscriptions.retirer, name="retirer_candidats"),
    path(
        "epreuves/<int:epreuve_id>/candidats/fichier/",
        emargements.emarger_par_fichier,
        name="emarger_par_fichier",
    ),
    path("epreuves/<int:epreuve_id>/absents/", candidats.emarger_en_masse, name="emarger_en_masse"),
    path("candidats/<int:composition_id>/", candidats.composition, name="composition"),
    path("candidats/<int:composition_id>/presumer/", candidats.presumer_fraude, name="presumer_fraude"),
    path("candidats/<int:composition_id>/lever/", candidats.lever_presomption, name="lever_presomption"),
    path("epreuves/<int:epreuve_id>/imports/", imports.imports, name="imports"),
    path("imports/modele/", imports.modele, name="modele"),
    path("imports/<int:import_id>/", imports.detail, name="import"),
    path("imports/<int:import_id>/suivi/", imports.suivre, name="import_suivi"),
    path("imports/<int:import_id>/importer/", imports.importer, name="importer"),
]
