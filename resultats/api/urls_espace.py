"""Addresses of the candidate's space in the API, and of those who open it."""

from django.urls import path

from resultats.api import acces, espace

CADRE = "acces/<str:examen>/<str:session>/<str:academie>"

app_name = "api_espace"
urlpatterns = [
    path("inscriptions", espace.Inscriptions.as_view(), name="inscriptions"),
    path("signalements", espace.Signalements.as_view(), name="signalements"),
    path("resultats/<int:candidature_id>", espace.Resultat.as_view(), name="resultat"),
    path("resultats/<int:candidature_id>/fiche", espace.Fiche.as_view(), name="fiche"),
    path("resultats/<int:candidature_id>/releves", espace.Releves.as_view(), name="releves"),
    path("resultats/<int:candidature_id>/copies", espace.Copies.as_view(), name="copies"),
    path(
        "resultats/<int:candidature_id>/copies/<uuid:cle>/signalements",
        espace.Signalement.as_view(),
        name="signaler",
    ),
    path("acces", acces.Acces.as_view(), name="acces"),
    path("acces/candidats/<int:candidature_id>/coupon", acces.Coupon.as_view(), name="coupon"),
    path("acces/candidats/<int:candidature_id>/revocation", acces.Revocation.as_view(), name="revocation"),
    path(f"{CADRE}/candidats", acces.Candidats.as_view(), name="candidats"),
    path(f"{CADRE}/coupons", acces.Coupons.as_view(), name="coupons"),
    path(f"{CADRE}/delai", acces.Delai.as_view(), name="delai"),
    path(f"{CADRE}/pages", acces.Pages.as_view(), name="pages"),
]
