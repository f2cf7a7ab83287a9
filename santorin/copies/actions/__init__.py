"""What changes copies, marks, lots and attendance: each verb with all its consequences, atomic and journaled."""

from santorin.copies.actions.avis import prevenir
from santorin.copies.actions.candidats import rattacher_candidats
from santorin.copies.actions.concertations import proposer, trancher
from santorin.copies.actions.corrections import Notation, noter, noter_lot
from santorin.copies.actions.emargement import (
    Bilan,
    emarger,
    emarger_en_masse,
    lever_presomption,
    presumer_fraude,
)
from santorin.copies.actions.lots import deverrouiller, verrouiller
from santorin.copies.actions.notes import NoteArretee, arreter_notes
from santorin.copies.actions.pages import Depot, deposer_page, deposer_pages
from santorin.copies.actions.signalements import resoudre, signaler
from santorin.copies.actions.signalements_candidat import repondre_au_candidat, signaler_par_le_candidat

__all__ = [
    "Bilan",
    "Depot",
    "Notation",
    "NoteArretee",
    "arreter_notes",
    "deposer_page",
    "deposer_pages",
    "deverrouiller",
    "emarger",
    "emarger_en_masse",
    "lever_presomption",
    "noter",
    "noter_lot",
    "presumer_fraude",
    "prevenir",
    "proposer",
    "rattacher_candidats",
    "repondre_au_candidat",
    "resoudre",
    "signaler",
    "signaler_par_le_candidat",
    "trancher",
    "verrouiller",
]
