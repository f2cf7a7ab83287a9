"""What the harmonisation keeps of persons, and for how long (SEC-03)."""

from typing import Final

from santorin.conservation.durees import Duree
from santorin.conservation.nature import Declaration, Nature

DECLARATION: Final = Declaration(
    natures=(
        Nature(
            cle="harmonisation",
            libelle="Harmonisation et statistiques",
            contenu="Notes sans identité, nom du correcteur, règles appliquées et ce qu’elles ont changé.",
            depart="Fin de la session",
            base="Preuve de la note.",
            duree=Duree(600),
            modeles=(
                "harmonisation.CopieHarmonisable",
                "harmonisation.RegleDeMasse",
                "harmonisation.LigneDeRegle",
            ),
            sort="Versement aux archives\u00a0; la purge n’y touche pas",
        ),
    ),
    sans_donnees={},
)
