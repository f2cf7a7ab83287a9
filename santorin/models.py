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
from santorin.preparation.models import ImportCandidats
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
from santorin.transmission.models import (
    Ecart,
    Envoi,
    NoteEnvoyee,
    Rapprochement,
    ServiceFaitEnvoye,
    Transmission,
)

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
    "Ecart",
    "EffetCode",
    "Entree",
    "Envoi",
    "Epreuve",
    "Etablissement",
    "Examen",
    "Fil",
    "Habilitation",
    "ImportCandidats",
    "Jeton",
    "Ligne",
    "Lot",
    "Note",
    "NoteEnvoyee",
    "NoteQuestion",
    "Page",
    "Parametrage",
    "Question",
    "Rapprochement",
    "ServiceFaitEnvoye",
    "Session",
    "Specialite",
    "Sujet",
    "Traitement",
    "Transmission",
    "Utilisateur",
]
