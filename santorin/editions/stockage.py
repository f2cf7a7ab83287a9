"""Files of the storage written whole or not at all, on a disk or in an object store (TRA-02)."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage, storages

from santorin.editions.stockage_objet import StockageObjet


def place(nom: str) -> Path | None:
    """Where this file of the storage lies on a disk; None when the storage is not one."""
    try:
        return Path(default_storage.path(nom))
    except NotImplementedError:
        return None


def racine() -> str | None:
    """The folder in which the storage's files lie on a disk, under their names; None when the storage is not one."""
    dossier = place("")
    return None if dossier is None else str(dossier)


def existe(nom: str, taille: int) -> bool:
    """Whether the storage has this file, of that many bytes."""
    return default_storage.exists(nom) and default_storage.size(nom) == taille


def lire_tranche(nom: str, debut: int, longueur: int) -> bytes:
    """`longueur` bytes of a file from `debut`, without fetching the others. Raises `OSError`."""
    stockage = storages["default"]
    if isinstance(stockage, StockageObjet):
        return stockage.lire_tranche(nom, debut, longueur)
    with stockage.open(nom) as fichier:
        fichier.seek(debut)
        return bytes(fichier.read(longueur))


def adresse_signee(nom: str, *, type_mime: str, disposition: str) -> str | None:
    """SEC-02: a short-lived address in the object store; None when files lie on a disk."""
    stockage = storages["default"]
    if not isinstance(stockage, StockageObjet):
        return None
    return stockage.adresse_signee(
        nom, type_mime=type_mime, disposition=disposition, duree=settings.LIEN_DUREE
    )


@contextmanager
def ecriture(nom: str) -> Iterator[BinaryIO]:
    """A new file of the storage, to be written; its name exists only once its bytes are safe.

    What is raised meanwhile leaves nothing. An object store gets the file in one go, from a temporary one.
    """
    cible = place(nom)
    if cible is None:
        with tempfile.TemporaryFile() as fichier:
            yield cast(BinaryIO, fichier)
            fichier.seek(0)
            default_storage.save(nom, File(fichier))
        return
    cible.parent.mkdir(parents=True, exist_ok=True)
    descripteur, provisoire = tempfile.mkstemp(dir=cible.parent, prefix=".")
    try:
        with os.fdopen(descripteur, "w+b") as fichier:
            yield cast(BinaryIO, fichier)
            fichier.flush()
            os.fchmod(fichier.fileno(), settings.FILE_UPLOAD_PERMISSIONS or 0o644)
            os.fsync(fichier.fileno())
        Path(provisoire).replace(cible)
    finally:
        Path(provisoire).unlink(missing_ok=True)
    _synchroniser(cible.parent)


def _synchroniser(dossier: Path) -> None:
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)
