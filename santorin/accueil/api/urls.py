"""Address of the dashboard in the API."""

from django.urls import path

from santorin.accueil.api import views

app_name = "accueil_api"
urlpatterns = [path("", views.TableauDeBord.as_view(), name="tableau_de_bord")]
