"""Addresses, in French."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

api: list[URLPattern | URLResolver] = [
    path("schema/", login_not_required(SpectacularAPIView.as_view(permission_classes=[])), name="schema"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("santorin.accueil.urls")),
    path("", include("santorin.comptes.urls")),
    path("traitements/", include("santorin.traitements.urls")),
    path("preparation/", include("santorin.preparation.urls.preparation")),
    path("parametrage/", include("santorin.preparation.urls.parametrage")),
    path("numerisation/", include("santorin.numerisation.urls")),
    path("distribution/", include("santorin.distribution.urls")),
    path("correction/", include("santorin.correction.urls")),
    path("copies/", include("santorin.consultation.urls")),
    path("telechargement/", include("telechargement.urls")),
    path("cloture/", include("santorin.cloture.urls")),
    path("conservation/", include("santorin.conservation.urls")),
    path("harmonisation/", include("harmonisation.urls")),
    path("api/v1/", include((api, "api"))),
    path("api/v1/tableau-de-bord/", include("santorin.accueil.api.urls")),
    path("api/v1/preparation/", include("santorin.preparation.api.urls")),
    path("api/v1/distribution/", include("santorin.distribution.api.urls")),
    path("api/v1/numerisation/", include("santorin.numerisation.api.urls")),
    path("api/v1/copies/", include("santorin.consultation.api.urls")),
    path("api/v1/clotures/", include("santorin.cloture.api.urls")),
    path("api/v1/conservation/", include("santorin.conservation.api.urls")),
    path("api/v1/harmonisation/", include("harmonisation.api.urls")),
    path("api/v1/correction/", include("santorin.correction.api.urls")),
    path("api/v1/resultats/", include("resultats.api.urls_resultats")),
    path("api/v1/releves/", include("resultats.api.urls_releves")),
    path("api/v1/espace-candidat/", include("resultats.api.urls_espace")),
    path("api/v1/traitements/", include("santorin.traitements.api.urls")),
    path("deliberation/", include("deliberation.urls")),
    path("cyclades/", include("cyclades.urls")),
    path("imagin/", include("imagin.urls")),
    path("resultats/gestion/", include("resultats.urls.gestion")),
    path("resultats/", include("resultats.urls.etablissement")),
    path("publications/", include("resultats.urls.public")),
    path("espace-candidat/", include("resultats.urls.candidat")),
    # The administration has no door of its own: the site's asks for the second factor.
    path(
        "administration/login/",
        login_not_required(RedirectView.as_view(pattern_name="comptes:connexion", query_string=True)),
        name="connexion_administration",
    ),
    path("administration/", admin.site.urls),
]
