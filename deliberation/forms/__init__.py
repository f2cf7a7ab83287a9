"""Input of the screens, cleaned, never applied."""

from deliberation.forms.composition import Compte, NouveauMembre, Remplacement
from deliberation.forms.constitution import CriteresDeJurys, FichiersDeJurys
from deliberation.forms.ecrans import (
    ChoixJurys,
    CsvControle,
    Decision,
    DonnerPoints,
    EntreeSecours,
    GrilleControle,
    Listes,
    ModifierNote,
    Motif,
    NotesManquantes,
    OuverturePortailForm,
    Periode,
    PlanDeSecours,
    ProcesVerbaux,
)

__all__ = [
    "ChoixJurys",
    "Compte",
    "CriteresDeJurys",
    "CsvControle",
    "Decision",
    "DonnerPoints",
    "EntreeSecours",
    "FichiersDeJurys",
    "GrilleControle",
    "Listes",
    "ModifierNote",
    "Motif",
    "NotesManquantes",
    "NouveauMembre",
    "OuverturePortailForm",
    "Periode",
    "PlanDeSecours",
    "ProcesVerbaux",
    "Remplacement",
]
