"""Liasses, their scanned pages, and the pages that nobody will ever hand in."""

from santorin.numerisation.models.liasse import Liasse
from santorin.numerisation.models.page_lue import PageLue
from santorin.numerisation.models.page_non_rendue import PageNonRendue

__all__ = ["Liasse", "PageLue", "PageNonRendue"]
