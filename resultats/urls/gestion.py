"""Addresses of the results, for the gestionnaire."""

from django.urls import path

from resultats.views import generations, listes, ouvertures, proclamation

CADRE = "<str:cle>/"

app_name = "resultats_gestion"
urlpatterns = [
    path("", proclamation.accueil, name="accueil"),
    path(CADRE, proclamation.cadre, name="cadre"),
    path(f"{CADRE}etablir/", proclamation.etablir, name="etablir"),
    path(f"{CADRE}services/<slug:nature>/", ouvertures.service, name="service"),
    path(f"{CADRE}services/<slug:nature>/fermer/", ouvertures.fermer, name="fermer"),
    path(f"{CADRE}listes/", listes.centres, name="listes"),
    path(f"{CADRE}releves/", generations.releves_du_cadre, name="releves"),
    path(f"{CADRE}releves/generer/", generations.generer, name="generer"),
    path("generations/<int:generation_id>/", generations.generation, name="generation"),
    path("generations/<int:generation_id>/publier/", generations.publier, name="publier"),
    path("generations/<int:generation_id>/reporter/", generations.reporter, name="reporter"),
    path("generations/<int:generation_id>/retirer/", generations.retirer, name="retirer"),
]
