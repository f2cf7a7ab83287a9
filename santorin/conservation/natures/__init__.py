"""The kinds of data that santorin holds (SEC-03)."""

from typing import Final

from santorin.conservation.nature import Declaration
from santorin.conservation.natures import comptes, copies, corrections, registres, traces, traitements
from santorin.conservation.natures.sans_donnees import SANS_DONNEES

DECLARATION: Final = Declaration(
    natures=(
        copies.NATURE,
        corrections.NATURE,
        copies.LIASSES,
        *traitements.NATURES,
        *comptes.NATURES,
        *traces.NATURES,
        *registres.NATURES,
    ),
    sans_donnees=SANS_DONNEES,
)
