"""Addresses of the téléchargement."""

from django.urls import path

from telechargement import views

app_name = "telechargement"
urlpatterns = [
    path("", views.copies, name="copies"),
    path("zip/", views.demander, name="zip"),
]
