"""Addresses of the distribution."""

from django.urls import path

from santorin.distribution import views

app_name = "distribution"
urlpatterns = [
    path("epreuves/<int:epreuve_id>/", views.epreuve, name="epreuve"),
    path("epreuves/<int:epreuve_id>/apercu/", views.apercu, name="apercu"),
    path("epreuves/<int:epreuve_id>/appliquer/", views.appliquer, name="appliquer"),
    path("lots/<int:lot_id>/", views.lot, name="lot"),
    path("lots/<int:lot_id>/retirer/", views.retirer, name="retirer"),
    path("lots/<int:lot_id>/reaffecter/", views.reaffecter, name="reaffecter"),
]
