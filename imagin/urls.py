"""Addresses of Imag'In."""

from django.urls import include, path

from imagin import views

app_name = "imagin"
urlpatterns = [
    path("", views.epreuves, name="epreuves"),
    path("epreuves/ouvrir/", views.ouvrir, name="ouvrir"),
    path("epreuves/<int:pk>/", views.epreuve, name="epreuve"),
    path("epreuves/<int:pk>/saisir/", views.saisir, name="saisir"),
    path("epreuves/<int:pk>/services-faits.csv", views.exporter, name="exporter"),
    path("epreuves/<int:pk>/passer/<slug:verbe>/", views.passer, name="passer"),
    path("services-faits/<int:pk>/", views.service_fait, name="service_fait"),
    path("services-faits/<int:pk>/corriger/", views.corriger, name="corriger"),
    path("tarifs/", views.tarifs, name="tarifs"),
    path("api/v1/", include("imagin.api.urls")),
]
