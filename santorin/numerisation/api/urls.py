"""Addresses of the numérisation in the API."""

from django.urls import path

from santorin.numerisation.api import copies, feuilles, signalements_candidat, views

app_name = "numerisation_api"
urlpatterns = [
    path("epreuves/<int:epreuve_id>/feuilles/", feuilles.LesFeuilles.as_view(), name="feuilles"),
    path("epreuves/<int:epreuve_id>/liasses/", views.Liasses.as_view(), name="liasses"),
    path("epreuves/<int:epreuve_id>/anomalies/", views.Anomalies.as_view(), name="anomalies"),
    path("liasses/<uuid:cle>/", views.UneLiasse.as_view(), name="liasse"),
    path("liasses/<uuid:cle>/morceaux/<int:debut>/", views.Morceau.as_view(), name="morceau"),
    path("liasses/<uuid:cle>/terminer/", views.Fin.as_view(), name="terminer"),
    path("liasses/<uuid:cle>/accepter/", views.Acceptation.as_view(), name="accepter"),
    path("liasses/<uuid:cle>/refuser/", views.RefusDeLiasse.as_view(), name="refuser"),
    path("liasses/<uuid:cle>/echantillon/", views.Echantillon.as_view(), name="echantillon"),
    path("liasses/<uuid:cle>/blanches/", views.PagesBlanches.as_view(), name="ecarter_les_blanches"),
    path("liasses/<uuid:cle>/faire-suivre/", views.Suite.as_view(), name="faire_suivre"),
    path("pages/<uuid:cle>/image/", copies.ImageLue.as_view(), name="image"),
    path("pages/<uuid:cle>/juger/", views.Verdict.as_view(), name="juger"),
    path("epreuves/<int:epreuve_id>/rapprochement/", copies.Rapprochements.as_view(), name="rapprochement"),
    path("epreuves/<int:epreuve_id>/pages-manquantes/", copies.PagesManquantes.as_view(), name="manquantes"),
    path(
        "epreuves/<int:epreuve_id>/copies/<str:anonymat>/page-non-rendue/",
        copies.PageNonRendue.as_view(),
        name="page_non_rendue",
    ),
    path("epreuves/<int:epreuve_id>/blanches/", copies.CopiesBlanches.as_view(), name="blanches"),
    path(
        "epreuves/<int:epreuve_id>/copies/<str:anonymat>/blanche/",
        copies.CopieBlanche.as_view(),
        name="blanche",
    ),
    path("epreuves/<int:epreuve_id>/signalements/", copies.Signalements.as_view(), name="signalements"),
    path("signalements/<int:signalement_id>/repondre/", copies.UneReponse.as_view(), name="repondre"),
    path(
        "epreuves/<int:epreuve_id>/signalements-candidats/",
        signalements_candidat.SignalementsDeCandidats.as_view(),
        name="signalements_candidats",
    ),
    path(
        "signalements-candidats/<int:signalement_id>/repondre/",
        signalements_candidat.UneReponseAuCandidat.as_view(),
        name="repondre_au_candidat",
    ),
    path("pages/<uuid:cle>/affecter/", views.Affectation.as_view(), name="affecter"),
    path("pages/<uuid:cle>/ecarter/", views.Ecart.as_view(), name="ecarter"),
]
