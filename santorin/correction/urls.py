"""Addresses of the correction. A marker's hold random keys only (COR-02)."""

from django.urls import path

from santorin.correction.views import concertations, copies, grille, lots, remarques

app_name = "correction"
urlpatterns = [
    path("epreuves/<int:epreuve_id>/lots/", lots.lots, name="lots"),
    path("lots/<int:lot_id>/deverrouiller/", lots.deverrouiller, name="deverrouiller"),
    path("mes-lots/", lots.mes_lots, name="mes_lots"),
    path("avis/<int:avis_id>/lu/", lots.lire, name="lire_avis"),
    path("lots/<uuid:cle>/", lots.lot, name="lot"),
    path("lots/<uuid:cle>/verrouiller/", lots.verrouiller, name="verrouiller"),
    path("lots/<uuid:cle>/telecharger/", lots.telecharger, name="telecharger"),
    path("lots/<uuid:cle>/grille/", grille.saisir, name="grille"),
    path("remarques/", remarques.remarques, name="remarques"),
    path("remarques/<int:remarque_id>/", remarques.modifier, name="modifier_remarque"),
    path("remarques/<int:remarque_id>/supprimer/", remarques.supprimer, name="supprimer_remarque"),
    path("concertations/", concertations.concertations, name="concertations"),
    path(
        "epreuves/<int:epreuve_id>/concertations/", concertations.de_l_epreuve, name="concertations_epreuve"
    ),
    path(
        "epreuves/<int:epreuve_id>/concertations/<uuid:cle>/trancher/",
        concertations.trancher,
        name="trancher",
    ),
    path("<uuid:cle>/", copies.copie, name="copie"),
    path("<uuid:cle>/etat", copies.etat, name="etat"),
    path("<uuid:cle>/changements", copies.changements, name="changements"),
    path("<uuid:cle>/pages/<uuid:page>", copies.page, name="page"),
    path("<uuid:cle>/signaler/", copies.signaler, name="signaler"),
    path("<uuid:cle>/harmonisation/", copies.harmonisation, name="harmonisation"),
    path("<uuid:cle>/proposer/", concertations.proposer, name="proposer"),
]
