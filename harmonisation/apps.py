"""The application « Harmonisation »."""

from django.apps import AppConfig


class Harmonisation(AppConfig):
    """Harmonisation."""

    name = "harmonisation"
    verbose_name = "Harmonisation"
