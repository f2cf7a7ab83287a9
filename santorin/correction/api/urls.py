"""Addresses of the correction in the API: a marker's hold random keys only (COR-02)."""

from django.urls import path

from santorin.correction.api import bureau, concertations, views

app_name = "correction_api"
urlpatterns = [
    path("lots/", views.Lots.as_view(), name="lots"),
    path("lots/<uuid:cle>/", views.UnLot.as_view(), name="lot"),
    path("lots/<uuid:cle>/verrouiller/", views.Verrouillage.as_view(), name="verrouiller"),
    path("lots/<int:lot_id>/deverrouiller/", views.Deverrouillage.as_view(), name="deverrouiller"),
    path("lots/<uuid:cle>/grille/", bureau.Grille.as_view(), name="grille"),
    path("lots/<uuid:cle>/archive/", bureau.Archive.as_view(), name="archive"),
    path("remarques/", bureau.Remarques.as_view(), name="remarques"),
    path("remarques/<int:remarque_id>/", bureau.UneRemarque.as_view(), name="remarque"),
    path("avis/", bureau.LesAvis.as_view(), name="avis"),
    path("avis/<int:avis_id>/lu/", bureau.UnAvisLu.as_view(), name="avis_lu"),
    path("concertations/", concertations.Concertations.as_view(), name="concertations"),
    path(
        "epreuves/<int:epreuve_id>/concertations/",
        concertations.ConcertationsDeLEpreuve.as_view(),
        name="concertations_epreuve",
    ),
    path(
        "epreuves/<int:epreuve_id>/concertations/<uuid:cle>/trancher/",
        concertations.Decision.as_view(),
        name="trancher",
    ),
    path("copies/<uuid:cle>/", views.UneCopie.as_view(), name="copie"),
    path("copies/<uuid:cle>/changements/", views.DepotDeChangements.as_view(), name="changements"),
    path("copies/<uuid:cle>/pages/<uuid:page>/", views.ImageDePage.as_view(), name="page"),
    path("copies/<uuid:cle>/signaler/", views.Signalement.as_view(), name="signaler"),
    path("copies/<uuid:cle>/proposer/", views.Proposition.as_view(), name="proposer"),
]
