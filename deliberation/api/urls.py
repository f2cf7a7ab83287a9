"""Addresses of the API of the deliberation."""

from django.urls import path

from deliberation.api import views

urlpatterns = [
    path("jurys/", views.Jurys.as_view(), name="api_jurys"),
    path("jurys/<int:jury_id>/", views.UnJury.as_view(), name="api_jury"),
    path("jurys/<int:jury_id>/passages/<slug:verbe>/", views.Passages.as_view(), name="api_passer"),
]
