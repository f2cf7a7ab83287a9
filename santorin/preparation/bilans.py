"""What the check of a file of candidates found, counted as its lines go by (PRE-01)."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from santorin.editions.tableur import Cellule
from santorin.preparation.regles.rapprochement import LigneControlee, Resultat

ANOMALIES_GARDEES: Final = 200
TITRES: Final = ("ligne", "numero_candidat", "inscription", "resultat", "colonne", "valeur", "detail")


@dataclass(slots=True)
class Bilan:
    """Counts of lines by outcome, and the first faults; `absents` are candidates of the épreuve not in the file."""

    crees: int = 0
    modifies: int = 0
    inscrits: int = 0
    inchanges: int = 0
    refuses: int = 0
    absents: int = 0
    illisible: bool = False
    anomalies: list[dict[str, Any]] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)

    @property
    def lignes(self) -> int:
        """Lines judged."""
        return self.crees + self.modifies + self.inscrits + self.inchanges + self.refuses

    @property
    def valides(self) -> int:
        """Lines that can be imported."""
        return self.lignes - self.refuses

    def compter(self, lignes: Iterable[LigneControlee]) -> Iterator[LigneControlee]:
        """Let the lines through, counting them."""
        for ligne in lignes:
            compteur = _COMPTEURS[ligne.resultat]
            setattr(self, compteur, getattr(self, compteur) + 1)
            self.illisible |= ligne.illisible
            for anomalie in ligne.anomalies[: ANOMALIES_GARDEES - len(self.anomalies)]:
                self.anomalies.append(asdict(anomalie) | {"valeur": anomalie.valeur_citee})
            yield ligne

    def en_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


_COMPTEURS: Final = {
    Resultat.CREE: "crees",
    Resultat.MODIFIE: "modifies",
    Resultat.INSCRIT: "inscrits",
    Resultat.INCHANGE: "inchanges",
    Resultat.REFUSE: "refuses",
}


def lignes_du_rapport(lignes: Iterable[LigneControlee]) -> Iterator[tuple[Cellule, ...]]:
    """The full report: one row per line of the file, one per fault of a bad line."""
    yield TITRES
    for ligne in lignes:
        lu = ligne.lu
        debut = (
            ligne.numero,
            lu.numero_candidat if lu else "",
            lu.inscription if lu else "",
            str(ligne.resultat),
        )
        if not ligne.anomalies:
            yield (*debut, "", "", ", ".join(ligne.changements))
        for anomalie in ligne.anomalies:
            yield (*debut, anomalie.colonne, anomalie.valeur_citee, anomalie.raison)
