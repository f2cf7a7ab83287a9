"""The application « Cyclades »."""

from django.apps import AppConfig


class Cyclades(AppConfig):
    """Cyclades."""

    name = "cyclades"
    verbose_name = "Cyclades"
