"""The application « Délibération »."""

from django.apps import AppConfig


class Deliberation(AppConfig):
    """Délibération."""

    name = "deliberation"
    verbose_name = "Délibération"
