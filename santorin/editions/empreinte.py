"""Size and SHA-256 of a file, in constant memory."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from django.core.files import File


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


class Flux(File):  # type: ignore[type-arg]
    """A file that is made while it is stored: its size and SHA-256 are known once it has been read to its end."""

    def __init__(self, morceaux: Iterator[bytes]) -> None:
        super().__init__(None)
        self._morceaux = morceaux
        self._somme = hashlib.sha256()
        self.taille = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The pieces as they come, once."""
        for morceau in self._morceaux:
            self._somme.update(morceau)
            self.taille += len(morceau)
            yield morceau

    @property
    def sha256(self) -> str:
        """In hexadecimal, of what was read."""
        return self._somme.hexdigest()
