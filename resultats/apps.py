"""The application « Résultats »."""

from django.apps import AppConfig


class Resultats(AppConfig):
    """Results."""

    name = "resultats"
    verbose_name = "Résultats"
