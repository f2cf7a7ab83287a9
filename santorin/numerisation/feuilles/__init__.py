"""Answer sheets: a printable PDF with a code on every page (PRE-03)."""

from santorin.numerisation.feuilles.modele import Feuilles
from santorin.numerisation.feuilles.pdf import ecrire_feuilles

__all__ = ["Feuilles", "ecrire_feuilles"]
