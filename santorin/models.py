"""Table of contents of the core's tables: re-exports only."""

from santorin.comptes.models import Habilitation, Jeton, Utilisateur
from santorin.consultation.models import ContenuDeZip, PdfDeCopie
from santorin.copies.models import (
    Annotation,
    Avis,
    Candidat,
    Composition,
    Concertation,
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
    Signalement,
    Sujet,
)
from santorin.correction.models import Poste, Remarque
from santorin.distribution.models import Distribution
from santorin.journal.models import Entree, Fil
from santorin.numerisation.models import Liasse, PageLue, PageNonRendue
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
    "Avis",
    "Candidat",
    "Composition",
    "Concertation",
    "ContenuDeZip",
    "Copie",
    "Correcteur",
    "Correction",
    "Departement",
    "Distribution",
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
    "Liasse",
    "Ligne",
    "Lot",
    "Note",
    "NoteEnvoyee",
    "NoteQuestion",
    "Page",
    "PageLue",
    "PageNonRendue",
    "Parametrage",
    "PdfDeCopie",
    "Poste",
    "Question",
    "Rapprochement",
    "Remarque",
    "ServiceFaitEnvoye",
    "Session",
    "Signalement",
    "Specialite",
    "Sujet",
    "Traitement",
    "Transmission",
    "Utilisateur",
]
