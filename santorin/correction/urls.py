"""Addresses of the correction."""

from django.urls import path

from santorin.correction import views

app_name = "correction"
urlpatterns = [
    path("epreuves/<int:epreuve_id>/lots/", views.lots, name="lots"),
    path("lots/<int:lot_id>/deverrouiller/", views.deverrouiller, name="deverrouiller"),
    path("mes-lots/", views.mes_lots, name="mes_lots"),
    path("lots/<int:lot_id>/verrouiller/", views.verrouiller, name="verrouiller"),
]
