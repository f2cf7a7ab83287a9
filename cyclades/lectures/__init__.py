"""What the screens and the API show of the marks held (CYC-01, CYC-02, CLO-11, CLO-14)."""

from cyclades.lectures.comptes import (
    Avancement,
    Compte,
    academies,
    avancement,
    composantes,
    compte,
    comptes,
    examens,
    obstacle_publication,
    page_d_epreuves,
    publiee_le,
    sessions,
)
from cyclades.lectures.detenues import PAGE_MAXIMALE, PAR_PAGE, detenues
from cyclades.lectures.notes import SANS_NOTE, Etape, FicheNote, Filtre, fiche, page_de_notes
from santorin.pages import Page

__all__ = [
    "PAGE_MAXIMALE",
    "PAR_PAGE",
    "SANS_NOTE",
    "Avancement",
    "Compte",
    "Etape",
    "FicheNote",
    "Filtre",
    "Page",
    "academies",
    "avancement",
    "composantes",
    "compte",
    "comptes",
    "detenues",
    "examens",
    "fiche",
    "obstacle_publication",
    "page_d_epreuves",
    "page_de_notes",
    "publiee_le",
    "sessions",
]
