"""The code printed on every page of an answer sheet, and its reading (PRE-03, NUM-01)."""

from santorin.numerisation.codes.contenu import CodePage
from santorin.numerisation.codes.lecture import Lecture, lire_page

__all__ = ["CodePage", "Lecture", "lire_page"]
