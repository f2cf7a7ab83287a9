"""The core application."""

from django.apps import AppConfig


class Santorin(AppConfig):
    """Marking of scanned scripts, and the engine that sends what leaves."""

    name = "santorin"
    verbose_name = "Santorin"
