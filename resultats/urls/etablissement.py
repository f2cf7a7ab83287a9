"""Addresses of the results, for the établissement."""

from django.urls import path

from resultats.views import documents, extraction, listes, releves

ICI = "documents/<str:uai>/<str:examen>/<str:session>/"

app_name = "resultats_etablissement"
urlpatterns = [
    path("", documents.accueil, name="accueil"),
    path(ICI, documents.documents, name="documents"),
    path(f"{ICI}extraction/", extraction.extraction, name="extraction"),
    path(f"{ICI}extraction/nombre/", extraction.compter, name="extraction_compter"),
    path(f"{ICI}liste/", listes.liste, name="liste"),
    path("releves/", releves.recherche, name="releves"),
    path("releves/candidatures/<int:candidature_id>/", releves.candidature, name="candidature"),
    path("releves/<int:releve_id>/pdf/", releves.pdf, name="releve_pdf"),
    path("releves/en-masse/", releves.en_masse, name="releves_en_masse"),
    path(
        "releves/en-masse/<str:uai>/<str:examen>/<str:session>/",
        releves.demander_en_masse,
        name="demander_en_masse",
    ),
    path(
        "releves/en-masse/<str:uai>/<str:examen>/<str:session>/pdf/",
        releves.pdf_en_masse,
        name="pdf_en_masse",
    ),
]
