"""The file of a liasse while it is received, piece by piece (NUM-01)."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from santorin.editions.empreinte import Lisible
from santorin.numerisation.models import Liasse
from santorin.numerisation.regles.liasses import MORCEAU


def chemin(liasse: Liasse) -> Path:
    """Where the received bytes are, until they are pages."""
    return Path(settings.MEDIA_ROOT) / "liasses" / str(liasse.cle)


def ecrire_morceau(liasse: Liasse, debut: int, octets: bytes) -> None:
    """Write a piece at its place, on the disk before it is counted as received."""
    fichier = chemin(liasse)
    fichier.parent.mkdir(parents=True, exist_ok=True)
    descripteur = os.open(fichier, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(descripteur, octets, debut)
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def empreinte_de(fichier: Lisible | BinaryIO) -> str:
    """The SHA-256, in hexadecimal, of the SHA-256 of the pieces: a browser computes it in constant memory."""
    fichier.seek(0)
    total = hashlib.sha256()
    while morceau := fichier.read(MORCEAU):
        total.update(hashlib.sha256(morceau).digest())
    return total.hexdigest()


def oublier(liasse: Liasse) -> None:
    """Drop the received file: its pages are stored, or nobody wants it."""
    chemin(liasse).unlink(missing_ok=True)
