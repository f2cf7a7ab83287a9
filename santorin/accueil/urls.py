"""Addresses of the dashboard and of the help."""

from django.urls import path

from santorin.accueil import aide, views

app_name = "accueil"
urlpatterns = [
    path("", views.tableau_de_bord, name="tableau_de_bord"),
    path("vivant/", views.vivant, name="vivant"),
    path("aide/", aide.index, name="aide"),
    path("aide/<slug:ecran>/", aide.ecran, name="aide_ecran"),
    path("accessibilite/", aide.accessibilite, name="accessibilite"),
    path("mentions/", aide.mentions, name="mentions"),
]
