"""A password on its way to the worker: never written to the database, the journal or a log (TEL-02).

It waits in the cache for a few hours at most, mixed with a random mask of its length that only the job's row holds:
either alone says nothing.
"""

import secrets
from typing import Final

from django.core.cache import cache

LONGUEUR: Final = 128
DUREE: Final = 6 * 3600  # seconds


def confier(mot_de_passe: str) -> str:
    """Leave a password (at most `LONGUEUR` bytes of UTF-8); returns what is needed to take it up."""
    clair = mot_de_passe.encode().ljust(LONGUEUR, b"\0")
    masque = secrets.token_bytes(len(clair))
    cle = secrets.token_hex(16)
    cache.set(_nom(cle), _melanger(clair, masque), DUREE)
    return f"{cle}:{masque.hex()}"


def reprendre(depot: str) -> str | None:
    """The password, or None when it waited too long."""
    cle, _, masque = depot.partition(":")
    melange = cache.get(_nom(cle))
    return None if melange is None else _melanger(melange, bytes.fromhex(masque)).rstrip(b"\0").decode()


def oublier(depot: str) -> None:
    """Nothing is left of it."""
    cache.delete(_nom(depot.partition(":")[0]))


def _nom(cle: str) -> str:
    return f"zip:mot-de-passe:{cle}"


def _melanger(octets: bytes, masque: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(octets, masque, strict=True))
