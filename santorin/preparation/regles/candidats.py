"""One line of a file of candidates: what each column must hold (PRE-01)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from santorin.copies.models import Candidat
from santorin.editions.tableaux import Anomalie, Colonne, Ligne, cellules
from santorin.referentiel.recherche import texte_de_recherche

COLONNES: Final = (
    Colonne("numero_candidat", ("N° candidat", "Numéro candidat", "numero")),
    Colonne("inscription", ("N° inscription", "Numéro d'inscription", "numero_inscription")),
    Colonne("nom", ("Nom de famille",)),
    Colonne("nom_usage", ("Nom d'usage",), obligatoire=False),
    Colonne("prenoms", ("Prénom(s)", "Prénom")),
    Colonne("date_naissance", ("Date de naissance", "Né(e) le")),
    Colonne("ine", ("N° INE",), obligatoire=False),
    Colonne("uai", ("Code UAI", "Établissement", "RNE")),
    Colonne("division", ("Division de classe", "Classe"), obligatoire=False),
    Colonne("specialite", ("Code spécialité",), obligatoire=False),
    Colonne("liste_rouge", (), obligatoire=False),
)


@dataclass(frozen=True, slots=True)
class CandidatLu:
    """A line well read; None where the file has no such column."""

    ligne: int
    numero_candidat: str
    inscription: str
    nom: str
    prenoms: str
    date_naissance: date
    uai: str
    nom_usage: str | None = None
    ine: str | None = None
    division: str | None = None
    specialite: str | None = None
    liste_rouge: bool | None = None

    @property
    def cle(self) -> tuple[str, str]:
        """What names the candidate everywhere."""
        return self.numero_candidat, self.inscription


Lecteur = Callable[[str], Any]


def lecteurs(date_epreuve: date) -> Mapping[str, Lecteur]:
    """How each column is read, for an épreuve of that day."""
    return {
        "numero_candidat": cellules.numero_candidat,
        "inscription": cellules.inscription,
        "nom": partial(cellules.nom, au_plus=80),
        "nom_usage": partial(cellules.nom_facultatif, au_plus=80),
        "prenoms": partial(cellules.nom, au_plus=120),
        "date_naissance": partial(cellules.date_de_naissance, avant=date_epreuve),
        "ine": cellules.ine,
        "uai": cellules.uai,
        "division": partial(cellules.code_facultatif, au_plus=20),
        "specialite": partial(cellules.code_facultatif, au_plus=5),
        "liste_rouge": cellules.oui_non,
    }


def lire(ligne: Ligne, lecteurs: Mapping[str, Lecteur]) -> CandidatLu | tuple[Anomalie, ...]:
    """PRE-01: the candidate of a line, or everything that is wrong with it."""
    valeurs: dict[str, Any] = {}
    anomalies = []
    for colonne, cellule in ligne.cellules.items():
        try:
            valeurs[colonne] = lecteurs[colonne](cellule)
        except ValueError as erreur:
            anomalies.append(Anomalie(ligne.numero, str(erreur), colonne, cellule))
    return tuple(anomalies) if anomalies else CandidatLu(ligne=ligne.numero, **valeurs)


def autre_identite(a: CandidatLu | Candidat, b: CandidatLu | Candidat) -> bool:
    """PRE-01: whether two records of one number are two persons: two of nom, prénoms and birth date differ.

    One that differs alone is a correction (a married name, a typing error); accents and case never count.
    """
    differences = (
        texte_de_recherche(a.nom) != texte_de_recherche(b.nom),
        texte_de_recherche(a.prenoms) != texte_de_recherche(b.prenoms),
        a.date_naissance != b.date_naissance,
    )
    return sum(differences) > 1
