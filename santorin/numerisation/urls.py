"""Addresses of the numérisation."""

from django.urls import path

from santorin.numerisation.views import epreuves, liasses, pages, signalements

app_name = "numerisation"
urlpatterns = [
    path("epreuves/<int:epreuve_id>/", epreuves.epreuve, name="epreuve"),
    path("epreuves/<int:epreuve_id>/deposer/", epreuves.deposer, name="deposer"),
    path("epreuves/<int:epreuve_id>/feuilles/", epreuves.feuilles, name="feuilles"),
    path("epreuves/<int:epreuve_id>/rapprochement/", epreuves.rapprochement, name="rapprochement"),
    path("epreuves/<int:epreuve_id>/copies/", epreuves.copies, name="copies"),
    path(
        "epreuves/<int:epreuve_id>/copies/<int:copie_id>/pages/<int:numero>/admettre/",
        epreuves.admettre,
        name="admettre",
    ),
    path(
        "epreuves/<int:epreuve_id>/copies/<int:copie_id>/blanche/", epreuves.declarer_blanche, name="blanche"
    ),
    path(
        "epreuves/<int:epreuve_id>/copies/<int:copie_id>/non-blanche/",
        epreuves.lever_blanche,
        name="lever_blanche",
    ),
    path("epreuves/<int:epreuve_id>/anomalies/", pages.anomalies, name="anomalies"),
    path("epreuves/<int:epreuve_id>/signalements/", signalements.signalements, name="signalements"),
    path("signalements/<int:signalement_id>/repondre/", signalements.repondre, name="repondre"),
    path(
        "signalements-de-candidats/<int:signalement_id>/repondre/",
        signalements.repondre_au_candidat,
        name="repondre_au_candidat",
    ),
    path("liasses/<uuid:cle>/", liasses.liasse, name="liasse"),
    path("liasses/<uuid:cle>/suivi/", liasses.suivre, name="liasse_suivi"),
    path("liasses/<uuid:cle>/accepter/", liasses.accepter, name="accepter"),
    path("liasses/<uuid:cle>/refuser/", liasses.refuser, name="refuser"),
    path("liasses/<uuid:cle>/blanches/", liasses.ecarter_les_blanches, name="ecarter_les_blanches"),
    path("liasses/<uuid:cle>/faire-suivre/<int:epreuve_id>/", liasses.faire_suivre, name="faire_suivre"),
    path("pages/<uuid:cle>/", pages.page, name="page"),
    path("pages/<uuid:cle>/image/", pages.image, name="image"),
    path("pages/<uuid:cle>/affecter/", pages.affecter, name="affecter"),
    path("pages/<uuid:cle>/ecarter/", pages.ecarter, name="ecarter"),
    path("pages/<uuid:cle>/juger/", pages.juger, name="juger"),
]
