"""A received file as pages: JPEGs taken out of a PDF as they are, images of a ZIP (NUM-01)."""

from santorin.numerisation.decoupe.fichier import compter, decouper, genre
from santorin.numerisation.decoupe.morceau import Morceau

__all__ = ["Morceau", "compter", "decouper", "genre"]
