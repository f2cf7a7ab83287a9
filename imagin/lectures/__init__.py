"""What the screens and the CSV show of services faits (IMA-02, HAR-09)."""

from imagin.lectures.epreuve import (
    Criteres,
    Tableau,
    Total,
    Vue,
    apercu,
    choisis,
    dernier_mouvement,
    vue_de,
)
from imagin.lectures.ligne import Etape, historique, ligne_de, passages_possibles
from imagin.lectures.listes import comptes_par_etat, epreuves_de, grille, tarifs
from imagin.lectures.tableur import lignes_csv

__all__ = [
    "Criteres",
    "Etape",
    "Tableau",
    "Total",
    "Vue",
    "apercu",
    "choisis",
    "comptes_par_etat",
    "dernier_mouvement",
    "epreuves_de",
    "grille",
    "historique",
    "ligne_de",
    "lignes_csv",
    "passages_possibles",
    "tarifs",
    "vue_de",
]
