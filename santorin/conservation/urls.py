"""Addresses of retention."""

from django.urls import path

from santorin.conservation import views

app_name = "conservation"
urlpatterns = [
    path("", views.table, name="table"),
    path("durees/<slug:cle>/", views.duree, name="duree"),
    path("gels/", views.gels, name="gels"),
    path("gels/<int:pk>/lever/", views.lever, name="lever"),
    path("purge/", views.purge, name="purge"),
    path("purge/lancer/", views.purger, name="purger"),
    path("archives/", views.archives, name="archives"),
    path("personnes/", views.personnes, name="personnes"),
    path("personnes/exporter/", views.exporter, name="exporter"),
]
