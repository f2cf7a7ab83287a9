"""Règlements: the rules that decide, one place per examination and session (DEL-12, DEL-13).

`reglement_de("BCP", "2023-06", "25510")` finds the data, `decider(reglement, dossier)` calculates and explains,
`decrire(reglement)` prints the rules. Nothing here reads a database or a clock; every number is exact.
"""

from deliberation.reglement.calcul import decider
from deliberation.reglement.decision import Decision, Issue, NoteManquante
from deliberation.reglement.description import decrire, empreinte
from deliberation.reglement.dossier import (
    Dossier,
    DossierInvalide,
    Groupe,
    NoteControle,
    NoteEpreuve,
    Position,
)
from deliberation.reglement.fiche import Cle, Entree, Etape
from deliberation.reglement.modele import EffetCode, EpreuveReglement, Reglement
from deliberation.reglement.registre import ReglementInconnu, reglement_de, reglements

__all__ = [
    "Cle",
    "Decision",
    "Dossier",
    "DossierInvalide",
    "EffetCode",
    "Entree",
    "EpreuveReglement",
    "Etape",
    "Groupe",
    "Issue",
    "NoteControle",
    "NoteEpreuve",
    "NoteManquante",
    "Position",
    "Reglement",
    "ReglementInconnu",
    "decider",
    "decrire",
    "empreinte",
    "reglement_de",
    "reglements",
]
