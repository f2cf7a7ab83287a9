"""What changes a marking from its editor, and what a marker keeps for itself."""

from santorin.correction.actions.avis import lire_avis
from santorin.correction.actions.changements import integrer
from santorin.correction.actions.grille import Saisie, SaisieDeChoix, saisir_grille

__all__ = ["Saisie", "SaisieDeChoix", "integrer", "lire_avis", "saisir_grille"]
