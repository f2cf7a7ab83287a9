"""Size and SHA-256 of a file, in constant memory."""

import hashlib
from typing import BinaryIO, Protocol


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
