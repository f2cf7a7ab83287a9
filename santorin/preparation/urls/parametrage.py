"""Addresses of the paramétrage."""

from django.urls import path

from santorin.preparation.views import parametrage

app_name = "parametrage"
urlpatterns = [
    path("", parametrage.tableau, name="tableau"),
    path("apercu/", parametrage.apercu, name="apercu"),
    path("appliquer/", parametrage.appliquer, name="appliquer"),
]
