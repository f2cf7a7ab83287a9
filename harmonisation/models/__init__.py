"""Copies that may be harmonised, and the rules applied to many of them."""

from harmonisation.models.copie import CopieHarmonisable, Harmonisee
from harmonisation.models.regle import LigneDeRegle, Operation, Portee, RegleDeMasse

__all__ = ["CopieHarmonisable", "Harmonisee", "LigneDeRegle", "Operation", "Portee", "RegleDeMasse"]
