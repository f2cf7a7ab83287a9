"""What Cyclades keeps of persons, and for how long (SEC-03)."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from cyclades.models import Eleve
from santorin.conservation.durees import Duree
from santorin.conservation.nature import Declaration, Lignes, Nature


def _eleves(seuil: datetime) -> QuerySet[Eleve]:
    return Eleve.objects.filter(importe_le__lte=seuil)


DECLARATION: Final = Declaration(
    natures=(
        Nature(
            cle="eleves",
            libelle="Élèves importés de la base élèves",
            contenu="Identité, INE et division des élèves d’un établissement, avant leur inscription.",
            depart="Dernier import de l’établissement",
            base="Préparation des inscriptions de la session.",
            duree=Duree(12),
            bornes=(Duree(3), Duree(24)),
            modeles=("cyclades.Eleve",),
            purge=Lignes("Élèves importés", _eleves),
        ),
        Nature(
            cle="candidatures",
            libelle="Candidatures et notes de Cyclades",
            contenu="Identité, inscriptions, notes et leurs valeurs antérieures, réponses aux envois de Santorin.",
            depart="Fin de la session",
            base="Preuve du diplôme et des notes.",
            duree=Duree(600),
            modeles=(
                "cyclades.Candidature",
                "cyclades.Inscription",
                "cyclades.Note",
                "cyclades.NoteAnterieure",
                "cyclades.EnvoiRecu",
                "cyclades.Publication",
            ),
            sort="Versement aux archives\u00a0; la purge n’y touche pas",
        ),
    ),
    sans_donnees={"cyclades.Composante": "référentiel", "cyclades.Epreuve": "référentiel"},
)
