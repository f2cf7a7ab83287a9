"""Juries of the second group: who sits, what is before them, what they changed and decided (DEL-01 to DEL-14)."""

from deliberation.models.constitution import ImportJurys
from deliberation.models.dossier import Decidee, Dossier, Issue, NoteControle
from deliberation.models.jury import GroupeDecision, Jury, Membre, Role
from deliberation.models.livret import LigneDeLivret
from deliberation.models.seance import Modification, NatureSeance, Presence, Resultat, Seance
from deliberation.models.secours import OUVERTURE_AU_PLUS, AccesSecours, OuverturePortail

__all__ = [
    "OUVERTURE_AU_PLUS",
    "AccesSecours",
    "Decidee",
    "Dossier",
    "GroupeDecision",
    "ImportJurys",
    "Issue",
    "Jury",
    "LigneDeLivret",
    "Membre",
    "Modification",
    "NatureSeance",
    "NoteControle",
    "OuverturePortail",
    "Presence",
    "Resultat",
    "Role",
    "Seance",
]
