"""Addresses of Cyclades: its screens, and its API."""

from django.urls import include, path

from cyclades import views
from cyclades.importation import views as importation

app_name = "cyclades"
urlpatterns = [
    path("", views.epreuves, name="epreuves"),
    path("epreuves/<int:epreuve_id>/<str:academie>/", views.notes, name="notes"),
    path("epreuves/<int:epreuve_id>/<str:academie>/publier/", views.publier, name="publier"),
    path("epreuves/<int:epreuve_id>/<str:academie>/recalculer/", views.recalculer, name="recalculer"),
    path("notes/<int:inscription_id>/", views.note, name="note"),
    path("notes/<int:inscription_id>/saisir/", views.saisir, name="saisir"),
    path("eleves/", importation.etablissements, name="eleves"),
    path("eleves/<str:uai>/", importation.importer, name="importer_eleves"),
    path("api/v1/", include("cyclades.api.urls")),
]
