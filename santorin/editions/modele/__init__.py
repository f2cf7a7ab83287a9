"""Documents by the thousand: a page laid out once, its texts written again for each document."""

from santorin.editions.modele.champ import Champ, Modules

__all__ = ["Champ", "Modules"]
