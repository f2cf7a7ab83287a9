"""Table of contents of the core's tables: re-exports only."""

from santorin.comptes.models import Habilitation, Jeton, Utilisateur
from santorin.copies.models import (
    Annotation,
    Candidat,
    Composition,
    Copie,
    Correcteur,
    Correction,
    Epreuve,
    Lot,
    Note,
    NoteQuestion,
    Page,
    Parametrage,
    Question,
    Sujet,
)
from santorin.journal.models import Entree, Fil
from santorin.referentiel.models import (
    Academie,
    Departement,
    EffetCode,
    Etablissement,
    Examen,
    Session,
    Specialite,
)
from santorin.traitements.models import Document, Ligne, Traitement
from santorin.transmission.models import Envoi, NoteEnvoyee, ServiceFaitEnvoye, Transmission

__all__ = [
    "Academie",
    "Annotation",
    "Candidat",
    "Composition",
    "Copie",
    "Correcteur",
    "Correction",
    "Departement",
    "Document",
    "EffetCode",
    "Entree",
    "Envoi",
    "Epreuve",
    "Etablissement",
    "Examen",
    "Fil",
    "Habilitation",
    "Jeton",
    "Ligne",
    "Lot",
    "Note",
    "NoteEnvoyee",
    "NoteQuestion",
    "Page",
    "Parametrage",
    "Question",
    "ServiceFaitEnvoye",
    "Session",
    "Specialite",
    "Sujet",
    "Traitement",
    "Transmission",
    "Utilisateur",
]
