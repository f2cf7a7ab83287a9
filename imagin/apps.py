"""The application « Imag'In »."""

from django.apps import AppConfig


class Imagin(AppConfig):
    """Imag'In."""

    name = "imagin"
    verbose_name = "Imag'In"
