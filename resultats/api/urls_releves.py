"""Addresses of transcripts in the API."""

from django.urls import path

from resultats.api import candidatures, releves

app_name = "releves_api"
urlpatterns = [
    path("", releves.Releves.as_view(), name="liste"),
    path("<int:releve_id>/pdf/", releves.Pdf.as_view(), name="pdf"),
    path("candidatures/", candidatures.Candidatures.as_view(), name="candidatures"),
    path("candidatures/<int:candidature_id>/", candidatures.Candidature.as_view(), name="candidature"),
    path("en-masse/", releves.EnMasse.as_view(), name="en_masse"),
    path("generations/<int:generation_id>/publication/", releves.Publication.as_view(), name="publication"),
    path("generations/<int:generation_id>/report/", releves.Report.as_view(), name="report"),
    path("generations/<int:generation_id>/retrait/", releves.Retrait.as_view(), name="retrait"),
    path("cadres/<str:cle>/generations/", releves.Generations.as_view(), name="generations"),
]
