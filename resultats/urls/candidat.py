"""Addresses of the results, for the candidate; and for those who open the candidates' space."""

from django.urls import path

from resultats.views import acces, espace

app_name = "resultats_candidat"
urlpatterns = [
    path("", espace.espace, name="espace"),
    path("activation/", acces.activer, name="activer"),
    # Served by resultats.matin before Django when it can be: keep both alike.
    path("resultats/<int:candidature_id>/", espace.resultat, name="resultat"),
    path("resultats/<int:candidature_id>/fiche/", espace.fiche, name="fiche"),
    path("resultats/<int:candidature_id>/releves/", espace.releves, name="releves"),
    path("resultats/<int:candidature_id>/releves/<int:releve_id>.pdf", espace.releve, name="releve"),
    path("resultats/<int:candidature_id>/copies/", espace.copies, name="copies"),
    path("resultats/<int:candidature_id>/copies/<uuid:cle>/signaler/", espace.signaler, name="signaler"),
    path("acces/", acces.acces, name="acces"),
    path("acces/candidats/<int:candidature_id>/coupon/", acces.reimprimer, name="reimprimer"),
    path("acces/candidats/<int:candidature_id>/revoquer/", acces.revoquer, name="revoquer"),
    path("acces/<str:examen>/<str:session>/<str:academie>/", acces.cadre, name="cadre"),
    path(
        "acces/<str:examen>/<str:session>/<str:academie>/coupons/",
        acces.imprimer_les_coupons,
        name="imprimer",
    ),
    path("acces/<str:examen>/<str:session>/<str:academie>/delai/", acces.delai, name="delai"),
    path("acces/<str:examen>/<str:session>/<str:academie>/pages/", acces.preparer, name="preparer"),
]
