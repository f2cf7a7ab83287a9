"""The application « Téléchargement »."""

from django.apps import AppConfig


class Telechargement(AppConfig):
    """Téléchargement."""

    name = "telechargement"
    verbose_name = "Téléchargement"
