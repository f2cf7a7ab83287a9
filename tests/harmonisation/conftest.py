"""The receivers kept in memory, for the screens of the harmonisation."""

from tests.transmission.conftest import cyclades, imagin

__all__ = ["cyclades", "imagin"]
