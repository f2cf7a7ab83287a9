"""The core application."""

from importlib import import_module

from django.apps import AppConfig


class Santorin(AppConfig):
    """Marking of scanned scripts, and the engine that sends what leaves."""

    name = "santorin"
    verbose_name = "Santorin"

    def ready(self) -> None:
        """The API's description learns of the token once the framework is ready."""
        import_module("santorin.comptes.schema")
