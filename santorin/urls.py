"""Addresses, in French."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("santorin.accueil.urls")),
    path("", include("santorin.comptes.urls")),
    path("traitements/", include("santorin.traitements.urls")),
    path("administration/", admin.site.urls),
]
