"""Addresses of transmitted copies in the API."""

from django.urls import path

from santorin.consultation.api import views

app_name = "copies_api"
urlpatterns = [
    path("", views.Liste.as_view(), name="liste"),
    path("choix/", views.ChoixOfferts.as_view(), name="choix"),
    path("epreuves/<int:epreuve_id>/", views.Edition.as_view(), name="edition"),
    path("zip/", views.Zip.as_view(), name="zip"),
    path("<uuid:cle>/", views.Detail.as_view(), name="detail"),
    path("<uuid:cle>/pdf/", views.Pdf.as_view(), name="pdf"),
    path("<uuid:cle>/pages/<int:numero>/", views.PageNumerisee.as_view(), name="page"),
]
