"""Addresses of the API of the deliberation."""

from django.urls import path

from deliberation.api import centre, composition, constitution, saisie, salle, views

JURY = "jurys/<int:jury_id>/"
CANDIDAT = f"{JURY}candidats/<slug:candidat>/<slug:inscription>/"
MEMBRE = f"{JURY}membres/<int:membre_id>/"
CENTRE = "centres/<int:groupe_id>/<slug:uai>/"

urlpatterns = [
    path("jurys/", views.Jurys.as_view(), name="api_jurys"),
    path("jurys/imports/", constitution.Imports.as_view(), name="api_deposer_jurys"),
    path("jurys/imports/<int:import_id>/", constitution.UnImport.as_view(), name="api_import_de_jurys"),
    path(
        "jurys/imports/<int:import_id>/application/",
        constitution.Application.as_view(),
        name="api_constituer_jurys",
    ),
    path(JURY, views.UnJury.as_view(), name="api_jury"),
    path(f"{JURY}controle/", saisie.NotesControle.as_view(), name="api_controle"),
    path(f"{JURY}decisions/", saisie.Decisions.as_view(), name="api_decider"),
    path(f"{JURY}passages/<slug:verbe>/", views.Passages.as_view(), name="api_passer"),
    path(f"{JURY}membres/", composition.Membres.as_view(), name="api_membres"),
    path(f"{MEMBRE}remplacement/", composition.Remplacement.as_view(), name="api_remplacer"),
    path(f"{MEMBRE}compte/", composition.CompteDuMembre.as_view(), name="api_rattacher"),
    path(f"{JURY}presences/", composition.Presences.as_view(), name="api_presences"),
    path(f"{JURY}livrets/", salle.Livrets.as_view(), name="api_livrets"),
    path(f"{JURY}rectifier/", salle.Rectification.as_view(), name="api_rectifier"),
    path(f"{JURY}rectification/", centre.PvDeRectification.as_view(), name="api_pv_de_rectification"),
    path(f"{JURY}revoquer/", centre.Revocation.as_view(), name="api_revoquer"),
    path(CANDIDAT, salle.UnCandidat.as_view(), name="api_candidat"),
    path(f"{CANDIDAT}notes/", salle.NotesModifiees.as_view(), name="api_modifier_note"),
    path(f"{CANDIDAT}points/", salle.PointsDuJury.as_view(), name="api_donner_points"),
    path(f"{CENTRE}editions/<slug:edition>/", centre.Editions.as_view(), name="api_editer"),
    path(f"{CENTRE}plan-de-secours/", centre.PlanDeSecours.as_view(), name="api_plan_de_secours"),
    path(f"{CENTRE}publier/", centre.Publication.as_view(), name="api_publier"),
    path(f"{CENTRE}portail/", centre.Portail.as_view(), name="api_portail"),
]
