"""A ZIP of images (NUM-01, SEC-02)."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from santorin.copies.fichiers import TAILLE_MAXIMALE
from santorin.numerisation.decoupe.morceau import MEBI, PAGES_AU_PLUS, Morceau
from santorin.refus import Refus

_DEPLIE_AU_PLUS: Final = 2_000 * MEBI
_CHIFFRE: Final = 0x1
_DISSIMULES: Final = ("__MACOSX/", ".")


def compter(fichier: BinaryIO) -> int:
    """How many images the archive announces. Raises `Refus`."""
    return len(_entrees(_ouvrir(fichier)))


def decouper(fichier: BinaryIO, depuis: int = 1) -> Iterator[Morceau]:
    """The images from this rank on, in the order of their names (2 before 10), bytes as they are. Raises `Refus`."""
    archive = _ouvrir(fichier)
    for rang, entree in enumerate(_entrees(archive)[depuis - 1 :], start=depuis):
        yield _lire(archive, entree, rang)


def _ouvrir(fichier: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(fichier)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as erreur:
        raise Refus("Le ZIP est tronqué ou abîmé.") from erreur


def _entrees(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entrees = [
        entree
        for entree in archive.infolist()
        if not entree.is_dir()
        and not entree.filename.rpartition("/")[2].startswith(".")
        and not entree.filename.startswith(_DISSIMULES)
    ]
    if not entrees:
        raise Refus("Le ZIP ne contient aucune image.")
    if len(entrees) > PAGES_AU_PLUS:
        raise Refus(f"Le ZIP contient plus de {PAGES_AU_PLUS} fichiers\u00a0: numérisez en plusieurs fois.")
    if any(entree.flag_bits & _CHIFFRE for entree in entrees):
        raise Refus("Le ZIP est protégé par un mot de passe.")
    if sum(entree.file_size for entree in entrees) > _DEPLIE_AU_PLUS:
        raise Refus(f"Le ZIP déplié dépasse {_DEPLIE_AU_PLUS // MEBI}\u00a0Mo.")
    return sorted(entrees, key=lambda entree: _ordre(entree.filename))


def _lire(archive: zipfile.ZipFile, entree: zipfile.ZipInfo, rang: int) -> Morceau:
    """One image; what the archive announces is not believed: no more is read than a page may weigh."""
    nom = entree.filename[-200:]
    try:
        with archive.open(entree) as flux:
            octets = flux.read(TAILLE_MAXIMALE + 1)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError):
        return Morceau(rang, nom, obstacle="Le fichier est abîmé dans le ZIP.")
    if len(octets) > TAILLE_MAXIMALE:
        return Morceau(rang, nom, obstacle=f"Le fichier dépasse {TAILLE_MAXIMALE // MEBI}\u00a0Mo.")
    return Morceau(rang, nom, octets)


def _ordre(nom: str) -> list[tuple[int, str]]:
    return [
        (int(bout), "") if bout.isdecimal() else (-1, bout) for bout in re.split(r"(\d{1,18})", nom.lower())
    ]
