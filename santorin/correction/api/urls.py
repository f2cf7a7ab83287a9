"""Addresses of the correction in the API: a marker's hold random keys only (COR-02)."""

from django.urls import path

from santorin.correction.api import views

app_name = "correction_api"
urlpatterns = [
    path("lots/", views.Lots.as_view(), name="lots"),
    path("lots/<uuid:cle>/", views.UnLot.as_view(), name="lot"),
    path("lots/<uuid:cle>/verrouiller/", views.Verrouillage.as_view(), name="verrouiller"),
    path("lots/<int:lot_id>/deverrouiller/", views.Deverrouillage.as_view(), name="deverrouiller"),
    path("copies/<uuid:cle>/", views.UneCopie.as_view(), name="copie"),
    path("copies/<uuid:cle>/changements/", views.DepotDeChangements.as_view(), name="changements"),
    path("copies/<uuid:cle>/pages/<uuid:page>/", views.ImageDePage.as_view(), name="page"),
    path("copies/<uuid:cle>/signaler/", views.Signalement.as_view(), name="signaler"),
    path("copies/<uuid:cle>/proposer/", views.Proposition.as_view(), name="proposer"),
]
