"""Factories: each makes one real, valid thing in the database, and what it needs; keyword arguments decide.

Nothing is random: a counter makes what must be unique.
"""

from tests.fabriques.comptes import (
    un_administrateur,
    un_chef,
    un_coordinateur,
    un_correcteur_connecte,
    un_gestionnaire,
    un_utilisateur,
    une_application,
)
from tests.fabriques.copies import (
    un_candidat,
    un_correcteur,
    un_lot,
    un_lot_corrige,
    un_sujet,
    une_composition,
    une_copie,
    une_correction,
    une_epreuve,
    une_page,
)
from tests.fabriques.referentiel import (
    un_etablissement,
    un_examen,
    une_academie,
    une_session,
    une_specialite,
)
from tests.fabriques.traitements import un_traitement

__all__ = [
    "un_administrateur",
    "un_candidat",
    "un_chef",
    "un_coordinateur",
    "un_correcteur",
    "un_correcteur_connecte",
    "un_etablissement",
    "un_examen",
    "un_gestionnaire",
    "un_lot",
    "un_lot_corrige",
    "un_sujet",
    "un_traitement",
    "un_utilisateur",
    "une_academie",
    "une_application",
    "une_composition",
    "une_copie",
    "une_correction",
    "une_epreuve",
    "une_page",
    "une_session",
    "une_specialite",
]
