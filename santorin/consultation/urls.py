"""Addresses of transmitted copies."""

from django.urls import path

from santorin.consultation import views

app_name = "visionneuse"
urlpatterns = [
    path("epreuves/<int:epreuve_id>/", views.epreuve, name="epreuve"),
    path("epreuves/<int:epreuve_id>/zip/", views.zip_de_l_epreuve, name="zip"),
    path("<uuid:cle>/", views.copie, name="copie"),
    path("<uuid:cle>/pages/<int:numero>", views.page, name="page"),
    path("<uuid:cle>/pages/<int:numero>/vignette", views.vignette, name="vignette"),
    path("<uuid:cle>/copie.pdf", views.pdf, name="pdf"),
]
