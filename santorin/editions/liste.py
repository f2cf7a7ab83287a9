"""Long lists: sheets of so many rows, laid out once, so that the cost per row does not grow (RES-03, DEL-09)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from santorin.editions.modele import Champ
from santorin.editions.pdf import Feuille

LIGNES_PAR_FEUILLE: Final = 30

T = TypeVar("T")


def feuilles_de_liste(
    gabarit: str, lignes: Sequence[Sequence[str]], cadre: Mapping[str, Any], *, serie: str
) -> list[Feuille]:
    """The rows by sheets of `LIGNES_PAR_FEUILLE`; one sheet when there is none.

    The template gets `cadre`, plain data, and `lignes` (texts by column), `fin` (the last sheet), `nombre` (of rows).
    """
    paquets = list(par_feuilles(lignes))
    return [
        Feuille(
            gabarit,
            {
                **cadre,
                "lignes": [[Champ(cellule) for cellule in ligne] for ligne in paquet],
                "fin": rang == len(paquets) - 1,
                "nombre": len(lignes),
            },
            serie=serie,
        )
        for rang, paquet in enumerate(paquets)
    ]


def par_feuilles(lignes: Sequence[T], au_plus: int = LIGNES_PAR_FEUILLE) -> Iterator[Sequence[T]]:
    """Packets of rows, a sheet each; one empty packet when there is no row."""
    for debut in range(0, max(len(lignes), 1), au_plus):
        yield lignes[debut : debut + au_plus]
