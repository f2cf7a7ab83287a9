"""Size and SHA-256 of a file, in constant memory."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class Empreinte:
    """What tells a file from another: a SHA-256 in hexadecimal, of its bytes or of what they are made from."""

    valeur: str
    des_octets: bool


class Lisible(Protocol):
    """What can be read by pieces from its beginning."""

    def seek(self, position: int, /) -> object: ...
    def read(self, taille: int, /) -> bytes: ...


def empreinte_de(fichier: Lisible | BinaryIO) -> tuple[int, str]:
    """The size in bytes and the SHA-256, in hexadecimal, of the whole file."""
    fichier.seek(0)
    somme, taille = hashlib.sha256(), 0
    while morceau := fichier.read(1 << 20):
        somme.update(morceau)
        taille += len(morceau)
    return taille, somme.hexdigest()


def verser(morceaux: Iterator[bytes], sortie: BinaryIO) -> Empreinte:
    """Write a file's pieces as they come; its digest."""
    somme = hashlib.sha256()
    for morceau in morceaux:
        somme.update(morceau)
        sortie.write(morceau)
    return Empreinte(somme.hexdigest(), des_octets=True)
