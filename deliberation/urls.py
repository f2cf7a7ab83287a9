"""Addresses of the deliberation."""

from django.urls import include, path

from deliberation.views import centre, composition, constitution, editions, livrets, salle, secours

CENTRE = "<int:groupe_id>/<str:uai>/"

app_name = "deliberation"
urlpatterns = [
    path("", centre.accueil, name="accueil"),
    path("constituer/", constitution.constituer, name="constituer"),
    path("constituer/modeles/<slug:nature>/", constitution.modele, name="modele_de_jurys"),
    path("constituer/<int:import_id>/", constitution.constitution, name="constitution"),
    path("constituer/<int:import_id>/suivi/", constitution.suivre, name="constitution_suivi"),
    path("constituer/<int:import_id>/appliquer/", constitution.appliquer, name="appliquer_jurys"),
    path("jurys/", constitution.jurys, name="jurys"),
    path("secours/", secours.entree, name="secours"),
    path("secours/jury/", secours.jury, name="secours_jury"),
    path("secours/dossiers/<int:dossier_id>/", secours.dossier, name="secours_dossier"),
    path("secours/sortie/", secours.sortie, name="secours_sortie"),
    path("jurys/<int:jury_id>/", salle.jury, name="jury"),
    path("jurys/<int:jury_id>/controle/", salle.controle, name="controle"),
    path("jurys/<int:jury_id>/livrets/", livrets.livrets, name="livrets"),
    path("jurys/<int:jury_id>/presences/", composition.presences, name="presences"),
    path("jurys/<int:jury_id>/membres/", composition.nommer, name="nommer"),
    path("jurys/<int:jury_id>/membres/<int:membre_id>/", composition.membre, name="membre"),
    path("jurys/<int:jury_id>/clore/", salle.clore, name="clore"),
    path("jurys/<int:jury_id>/rectifier/", salle.rectifier, name="rectifier"),
    path("jurys/<int:jury_id>/rectification/", editions.pv_de_rectification, name="pv_de_rectification"),
    path("jurys/<int:jury_id>/revoquer/", secours.revoquer, name="revoquer"),
    path("dossiers/<int:dossier_id>/", salle.dossier, name="dossier"),
    path("dossiers/<int:dossier_id>/note/", salle.agir, {"acte": "note"}, name="modifier_note"),
    path("dossiers/<int:dossier_id>/points/", salle.agir, {"acte": "points"}, name="donner_points"),
    path("dossiers/<int:dossier_id>/decision/", salle.agir, {"acte": "decision"}, name="decider"),
    path(CENTRE, centre.centre, name="centre"),
    path(f"{CENTRE}notes-manquantes/", editions.notes_manquantes, name="notes_manquantes"),
    path(f"{CENTRE}plan-de-secours/", editions.plan_de_secours, name="plan_de_secours"),
    path(f"{CENTRE}proces-verbaux/", editions.proces_verbaux, name="proces_verbaux"),
    path(f"{CENTRE}listes/", editions.listes, name="listes"),
    path(f"{CENTRE}liste-rouge/", editions.liste_rouge, name="liste_rouge"),
    path(f"{CENTRE}portail/", secours.portail, name="portail"),
    path(f"{CENTRE}portail/fermer/", secours.fermer, name="fermer_portail"),
    path(f"{CENTRE}publier/", centre.publier, name="publier"),
    path(f"{CENTRE}passer/<slug:verbe>/", centre.passer, name="passer"),
    path(f"{CENTRE}vues/<slug:activite>/", centre.vues, name="vues"),
    path("api/v1/", include("deliberation.api.urls")),
]
