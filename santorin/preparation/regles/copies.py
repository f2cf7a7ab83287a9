"""A file of marks, one line per copy and marking: what each column must hold (PRE-01, NUM-03)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Final

from santorin.copies.etats import Emargement
from santorin.copies.regles.corrections import APPRECIATION_AU_PLUS
from santorin.editions.tableaux import Anomalie, Colonne, Ligne, cellules
from santorin.preparation.regles.dossiers import Cle
from santorin.referentiel.recherche import texte_de_recherche

COLONNES: Final = (
    Colonne("numero_candidat", ("N° candidat", "Numéro candidat", "numero")),
    Colonne("inscription", ("N° inscription", "numero_inscription")),
    Colonne("emargement", ("Émargement",), obligatoire=False),
    Colonne("lot", (), obligatoire=False),
    Colonne("correcteur", ("Numéro d'intervenant", "intervenant"), obligatoire=False),
    Colonne("sujet", (), obligatoire=False),
    Colonne("rang", (), obligatoire=False),
    Colonne("appreciation", ("Appréciation",), obligatoire=False),
)
_FIXES: Final = frozenset(colonne.nom for colonne in COLONNES)
_EMARGEMENTS: Final = {
    "P": Emargement.PRESENT,
    "PRESENT": Emargement.PRESENT,
    "A": Emargement.ABSENT,
    "AB": Emargement.ABSENT,
    "ABSENT": Emargement.ABSENT,
    "NON EMARGE": Emargement.NON_EMARGE,
}
LOT_AU_PLUS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class CopieLue:
    """A line well read: who, whether there, and the marking if there is one; points by question's number."""

    ligne: int
    cle: Cle
    emargement: Emargement | None = None
    lot: int | None = None
    correcteur: str = ""
    sujet: str = ""
    rang: int = 1
    appreciation: str = ""
    points: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def entete(self) -> tuple[str, str, int]:
        """What all the lines of one lot have in common."""
        return self.correcteur, self.sujet, self.rang


def lire(ligne: Ligne) -> CopieLue | tuple[Anomalie, ...]:
    """The copy of a line, or everything that is wrong with it. A column that is not known is a question's."""
    valeurs: dict[str, Any] = {}
    points: dict[str, Decimal] = {}
    anomalies = []
    for colonne, cellule in ligne.cellules.items():
        try:
            if colonne in _FIXES:
                valeurs[colonne] = _LECTEURS[colonne](cellule)
            elif (lus := cellules.points(cellule)) is not None:
                points[colonne] = lus
        except ValueError as erreur:
            anomalies.append(Anomalie(ligne.numero, str(erreur), colonne, cellule))
    if anomalies:
        return tuple(anomalies)
    cle = (valeurs.pop("numero_candidat"), valeurs.pop("inscription"))
    copie = CopieLue(ligne.numero, cle, points=points, **valeurs)
    raison = _incoherence(copie)
    return (Anomalie(ligne.numero, raison),) if raison else copie


def _incoherence(copie: CopieLue) -> str | None:
    """Why the cells of the line do not go together, or None."""
    if copie.lot is not None:
        if copie.emargement == Emargement.ABSENT:
            return "un absent n’est pas dans un lot"
        return None if copie.correcteur and copie.sujet else "un lot a un correcteur et un sujet"
    if copie.points or copie.appreciation or copie.correcteur:
        return "une copie corrigée est dans un lot"
    return None


def lire_emargement(cellule: str) -> Emargement | None:
    """« Présent », « A », « non_emarge »; None for an empty cell. Raises `ValueError` with the reason."""
    texte = texte_de_recherche(cellule.replace("_", " "))
    if texte in ("", "-"):
        return None
    if texte not in _EMARGEMENTS:
        raise ValueError("il faut Présent, Absent ou Non émargé")
    return _EMARGEMENTS[texte]


def _lot(cellule: str) -> int | None:
    return cellules.entier(cellule, au_plus=LOT_AU_PLUS) if cellule else None


def _rang(cellule: str) -> int:
    return cellules.entier(cellule, au_plus=2) if cellule else 1


def _appreciation(cellule: str) -> str:
    if len(cellule) > APPRECIATION_AU_PLUS:
        raise ValueError(f"plus de {APPRECIATION_AU_PLUS} caractères")
    return cellule


_LECTEURS: Final[Mapping[str, Callable[[str], Any]]] = {
    "numero_candidat": cellules.numero_candidat,
    "inscription": cellules.inscription,
    "emargement": lire_emargement,
    "lot": _lot,
    "correcteur": partial(cellules.code_facultatif, au_plus=12),
    "sujet": partial(cellules.code_facultatif, au_plus=20),
    "rang": _rang,
    "appreciation": _appreciation,
}
