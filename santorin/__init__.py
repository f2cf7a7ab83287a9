"""The core: it imports no other application of the project."""

from santorin.celery import application as celery

__all__ = ["celery"]
