"""Épreuves, candidates, lots, copies and marks."""

from santorin.copies.models.avis import Avis
from santorin.copies.models.candidat import Candidat, Composition
from santorin.copies.models.concertation import Concertation
from santorin.copies.models.copie import (
    Annotation,
    Copie,
    Correction,
    NoteQuestion,
    Operation,
    Page,
    PartieChoisie,
)
from santorin.copies.models.correcteur import Correcteur
from santorin.copies.models.epreuve import Epreuve, Nature
from santorin.copies.models.harmonisation import Ajustement, Intervention
from santorin.copies.models.lot import Lot
from santorin.copies.models.note import Note
from santorin.copies.models.parametrage import Parametrage, TypeLots
from santorin.copies.models.signalement import Defaut, Signalement
from santorin.copies.models.signalement_candidat import DEFAUTS_DU_CANDIDAT, SignalementCandidat
from santorin.copies.models.sujet import Partie, Question, Sujet

__all__ = [
    "DEFAUTS_DU_CANDIDAT",
    "Ajustement",
    "Annotation",
    "Avis",
    "Candidat",
    "Composition",
    "Concertation",
    "Copie",
    "Correcteur",
    "Correction",
    "Defaut",
    "Epreuve",
    "Intervention",
    "Lot",
    "Nature",
    "Note",
    "NoteQuestion",
    "Operation",
    "Page",
    "Parametrage",
    "Partie",
    "PartieChoisie",
    "Question",
    "Signalement",
    "SignalementCandidat",
    "Sujet",
    "TypeLots",
]
