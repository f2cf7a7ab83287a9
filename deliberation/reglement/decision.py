"""What the calculation answers (DEL-12, DEL-13)."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from deliberation.reglement.dossier import Groupe
from deliberation.reglement.fiche import Etape


class Issue(Enum):
    """Where a candidate stands. `Decision.libelle` gives the règlement's own words for it."""

    ADMIS = "Admis"
    AUTORISE = "Autorisé à se présenter au second groupe"
    AJOURNE = "Ajourné"
    ELIMINE = "Éliminé"
    NON_DELIVRABLE = "Diplôme non délivrable"
    SANS_DECISION_FINALE = "Sans décision finale"
    EN_ATTENTE = "En attente de notes"


@dataclass(frozen=True, slots=True)
class NoteManquante:
    """A mark without which nothing is decided: its épreuve or part, and the words of the list (DEL-01)."""

    cle: str
    libelle: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The proposed decision, exactly, and its explanation.

    `moyenne` is the mean that founds the decision, exact and not rounded; None while marks are missing and
    where the règlement counts a total of points. `points` and `coefficients` are those of that mean.
    `affichage` is the mean, or the total, as people read it. `groupe` is the one whose calculation decides.
    """

    issue: Issue
    libelle: str
    groupe: Groupe
    moyenne: Fraction | None
    affichage: str
    points: Fraction | None
    coefficients: Fraction | None
    moyenne_premier_groupe: Fraction | None
    moyenne_professionnelle: Fraction | None
    mention: str | None
    certificat: str | None
    remplacement: bool
    manquantes: tuple[NoteManquante, ...]
    alertes: tuple[str, ...]
    fiche: tuple[Etape, ...]
    version: str
