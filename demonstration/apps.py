"""The application that loads the demonstration."""

from django.apps import AppConfig


class Demonstration(AppConfig):
    """Commands only: no table of its own."""

    name = "demonstration"
    verbose_name = "Démonstration"
