"""What is wrong in a table, and where (PRE-01)."""

from dataclasses import dataclass

from santorin.refus import Refus

VALEUR_CITEE = 80  # characters


@dataclass(frozen=True, slots=True)
class Anomalie:
    """One fault: its line (1 is the header; 0 when the file as a whole is meant), its column, what was read, why."""

    ligne: int
    raison: str
    colonne: str = ""
    valeur: str = ""

    def __str__(self) -> str:
        lieux = []
        if self.ligne:
            lieux.append(f"ligne {self.ligne}")
        if self.colonne:
            lieux.append(f"colonne «\u00a0{self.colonne}\u00a0»")
        if not lieux:
            return self.raison[:1].upper() + self.raison[1:]
        lieu = ", ".join(lieux)
        return f"{lieu[:1].upper()}{lieu[1:]}\u00a0: {self.raison}"

    @property
    def valeur_citee(self) -> str:
        """What was read, short enough to be shown."""
        return self.valeur if len(self.valeur) <= VALEUR_CITEE else f"{self.valeur[:VALEUR_CITEE]}…"


class TableauRefuse(Refus):
    """The file cannot be read as a table at all: nothing in it can be trusted."""

    def __init__(self, anomalie: Anomalie) -> None:
        super().__init__(f"{anomalie}.")
        self.anomalie = anomalie
