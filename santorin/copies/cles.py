"""Random keys of markings, and the names that markers know copies by (COR-02)."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID, uuid4

_SIGNES: Final = 4
# Beyond, names that differ become too rare to be waited for.
_DISTINCTS_AU_PLUS: Final = 16**_SIGNES // 4


def nom_anonyme(cle: UUID) -> str:
    """« Copie 7F3A »: the beginning of its random key."""
    return f"Copie {cle.hex[:_SIGNES].upper()}"


def cles_distinctes(nombre: int, *, deja: Iterable[UUID] = ()) -> list[UUID]:
    """COR-02: random keys for the copies of one lot, which has those of `deja`: no two are called alike.

    A marker who works on paper carries marks over by these names alone.
    """
    noms = {nom_anonyme(cle) for cle in deja}
    cles: list[UUID] = []
    while len(cles) < nombre:
        cle = uuid4()
        if nom_anonyme(cle) not in noms or len(noms) >= _DISTINCTS_AU_PLUS:
            noms.add(nom_anonyme(cle))
            cles.append(cle)
    return cles
