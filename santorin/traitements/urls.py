"""Addresses of jobs."""

from django.urls import path

from santorin.traitements import views

app_name = "traitements"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/suivi/", views.suivre, name="suivi"),
    path("<uuid:uuid>/annuler/", views.annuler, name="annuler"),
    path("<uuid:uuid>/relancer/", views.relancer, name="relancer"),
    path("documents/<uuid:uuid>/", views.document, name="document"),
]
