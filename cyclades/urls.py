"""Addresses of Cyclades: its screens, and its API."""

from django.urls import include, path

from cyclades import views

app_name = "cyclades"
urlpatterns = [
    path("", views.epreuves, name="epreuves"),
    path("epreuves/<int:epreuve_id>/<str:academie>/", views.notes, name="notes"),
    path("epreuves/<int:epreuve_id>/<str:academie>/publier/", views.publier, name="publier"),
    path("notes/<int:inscription_id>/", views.note, name="note"),
    path("notes/<int:inscription_id>/saisir/", views.saisir, name="saisir"),
    path("api/v1/", include("cyclades.api.urls")),
]
