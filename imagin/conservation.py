"""What Imag'In keeps of persons, and for how long (SEC-03)."""

from typing import Final

from santorin.conservation.durees import Duree
from santorin.conservation.nature import Declaration, Nature

DECLARATION: Final = Declaration(
    natures=(
        Nature(
            cle="services_faits",
            libelle="Services faits",
            contenu="Intervenants, nombre de copies, dates, montants, mouvements.",
            depart="Fin de la session",
            base="Pièces justificatives de la dépense publique.",
            duree=Duree(120),
            modeles=(
                "imagin.Intervenant",
                "imagin.ServiceFait",
                "imagin.Mouvement",
                "imagin.EnvoiRecu",
            ),
            sort="Versement aux archives\u00a0; la purge n’y touche pas",
        ),
    ),
    sans_donnees={
        "imagin.Epreuve": "référentiel",
        "imagin.Taux": "taux de rémunération",
        "imagin.Tarif": "taux de rémunération",
    },
)
