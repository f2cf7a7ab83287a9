"""Addresses of the clôture."""

from django.urls import path

from santorin.cloture.adresses import PORTEE
from santorin.cloture.views import epreuve, historique

app_name = "cloture"
urlpatterns = [
    path(f"{PORTEE}/", epreuve.epreuve, name="epreuve"),
    path(f"{PORTEE}/apercu/", epreuve.apercu, name="apercu"),
    path(f"{PORTEE}/retenus/", epreuve.retenus, name="retenus"),
    path(f"{PORTEE}/lancer/", epreuve.lancer, name="lancer"),
    path(f"{PORTEE}/services-faits/renvoyer/", epreuve.renvoyer, name="renvoyer"),
    path(f"{PORTEE}/rapprocher/", epreuve.rapprocher, name="rapprocher"),
    path(f"{PORTEE}/ecarts/", historique.ecarts, name="ecarts"),
    path(f"{PORTEE}/ecarts.csv", historique.ecarts_csv, name="ecarts_csv"),
    path(f"{PORTEE}/envois/<uuid:uuid>/", historique.transmission, name="transmission"),
    path(f"{PORTEE}/envois/<uuid:uuid>/services-faits/", historique.services_faits, name="services_faits"),
]
