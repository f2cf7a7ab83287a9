"""Addresses of the API of the deliberation."""

from django.urls import path

from deliberation.api import saisie, views

urlpatterns = [
    path("jurys/", views.Jurys.as_view(), name="api_jurys"),
    path("jurys/<int:jury_id>/", views.UnJury.as_view(), name="api_jury"),
    path("jurys/<int:jury_id>/controle/", saisie.NotesControle.as_view(), name="api_controle"),
    path("jurys/<int:jury_id>/decisions/", saisie.Decisions.as_view(), name="api_decider"),
    path("jurys/<int:jury_id>/passages/<slug:verbe>/", views.Passages.as_view(), name="api_passer"),
]
