"""Markers of an épreuve, one line each: what every column must hold (PRE-02)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import Correcteur, Epreuve, Lot
from santorin.editions.tableaux import Anomalie, Colonne, Ligne, cellules

COLONNES: Final = (
    Colonne("numero", ("Numéro d'intervenant", "intervenant")),
    Colonne("nom", ("Nom de famille",)),
    Colonne("prenoms", ("Prénoms", "prenom")),
    Colonne("uai", ("Établissement de service", "rne"), obligatoire=False),
    Colonne("divisions", ("Divisions de service",), obligatoire=False),
    Colonne("compte", ("Identifiant", "login"), obligatoire=False),
)


@dataclass(frozen=True, slots=True)
class CorrecteurLu:
    """A marker as it was given; `uai` and `compte` are empty when not known."""

    ligne: int
    numero: str
    nom: str
    prenoms: str
    uai: str = ""
    divisions: tuple[str, ...] = ()
    compte: str = ""


def lire(ligne: Ligne) -> CorrecteurLu | tuple[Anomalie, ...]:
    """The marker of a line, or everything that is wrong with it."""
    valeurs: dict[str, Any] = {}
    anomalies = []
    for colonne, cellule in ligne.cellules.items():
        try:
            valeurs[colonne] = _LECTEURS[colonne](cellule)
        except ValueError as erreur:
            anomalies.append(Anomalie(ligne.numero, str(erreur), colonne, cellule))
    return tuple(anomalies) or CorrecteurLu(ligne.numero, **valeurs)


def obstacle_revocation(epreuve: Epreuve, correcteur: Correcteur) -> str | None:
    """PRE-02: why this marker cannot be taken off the épreuve, or None."""
    if Lot.objects.filter(epreuve=epreuve, correcteur=correcteur).exists():
        return f"{correcteur} a des lots de cette épreuve\u00a0: réaffectez-les d’abord."
    return None


def obstacle_sans_compte(correcteur: Correcteur, compte: Utilisateur | None) -> str | None:
    """PRE-02: why this marker cannot be left without account, or None: nobody would see its lots, or lock them."""
    ouverts = Lot.objects.filter(correcteur=correcteur).exclude(etat=EtatLot.VERROUILLE)
    if compte is None and correcteur.utilisateur_id is not None and ouverts.exists():
        return f"{correcteur} a des lots à corriger\u00a0: sans compte, il ne les verrait plus. Réaffectez-les d’abord."
    return None


def divisions(cellule: str) -> tuple[str, ...]:
    """« TCOM1, TCOM2 ». Raises `ValueError` for a name too long."""
    noms = tuple(dict.fromkeys(nom.strip() for nom in cellule.split(",") if nom.strip()))
    if any(len(nom) > 20 for nom in noms):  # noqa: PLR2004
        raise ValueError("une division a 20 caractères au plus")
    return noms


def _uai(cellule: str) -> str:
    return cellules.uai(cellule) if cellule else ""


_LECTEURS: Final[Mapping[str, Callable[[str], Any]]] = {
    "numero": partial(cellules.code, au_plus=12),
    "nom": partial(cellules.nom, au_plus=80),
    "prenoms": partial(cellules.nom, au_plus=120),
    "uai": _uai,
    "divisions": divisions,
    "compte": partial(cellules.code_facultatif, au_plus=150),
}
