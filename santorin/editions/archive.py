"""ZIP archives of stored files: never deflated, in constant memory, their bytes moved by the system (TEL-02)."""

import hashlib
import os
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import BinaryIO, Final

import pyzipper

from santorin.editions.empreinte import Empreinte, empreinte_de
from santorin.editions.format_zip import Fiche, entete, fin, ligne_du_repertoire

_INTERDITS: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVES: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_LONGUEUR: Final = 80
_DEJA_SUR: Final = re.compile(r"[A-Za-z0-9]{5,80}")
_INVISIBLES: Final = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_MORCEAU: Final = 1 << 18


class PieceAbimee(Exception):
    """A stored file is missing, or no longer what was stored."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stored file whose size, CRC-32 and SHA-256 were noted when it was written.

    A file of the disk not touched since `ecrit_avant` (seconds since 1970) is moved by the system, without being looked
    at; without that date, and touched later, it is read. `ouvrir` raises OSError when it is not there.
    """

    ouvrir: Callable[[], BinaryIO]
    taille: int
    crc32: int
    sha256: str
    ecrit_avant: float | None = None


@dataclass(frozen=True, slots=True)
class Entree:
    """A file made for an archive: its path (with « / »), its bytes, its date in local time."""

    chemin: str
    octets: bytes
    date: datetime


def archiver(entrees: Iterable[Entree]) -> Iterator[bytes]:
    """An archive of files made one after the other, piece by piece; one of them at a time is in memory."""
    repertoire: list[bytes] = []
    position = 0
    for entree in entrees:
        somme = zlib.crc32(entree.octets)
        fiche = Fiche(entree.chemin, len(entree.octets), somme, entree.date, position)
        annonce = entete(fiche)
        yield annonce
        yield entree.octets
        position += len(annonce) + len(entree.octets)
        repertoire.append(ligne_du_repertoire(fiche))
    lignes = b"".join(repertoire)
    yield lignes + fin(len(repertoire), len(lignes), position)


class Archive:
    """A stored ZIP being written to a file, from its first byte on; nothing written is read again.

    What tells two archives apart is known without reading them: the SHA-256 of their records and of their files' SHA-256.
    """

    def __init__(self, sortie: BinaryIO) -> None:
        self._cible = sortie.fileno()
        self._taille = 0
        self._repertoire: list[bytes] = []
        self._somme = hashlib.sha256()

    def reserver(self, octets: int) -> None:
        """Take from the disk at once what is known to be needed: refused now rather than in the end, and written faster.

        Raises OSError when there is no room.
        """
        if octets:
            os.posix_fallocate(self._cible, 0, octets)

    def ajouter(self, chemin: str, contenu: Piece | bytes, date: datetime) -> None:
        """One more file. Raises `PieceAbimee`: the archive is then as it was before."""
        piece = _piece(contenu)
        fiche = Fiche(chemin, piece.taille, piece.crc32, date, self._taille)
        annonce = entete(fiche)
        try:
            with piece.ouvrir() as source:
                _ecrire(self._cible, annonce)
                _transporter(piece, source, self._cible)
        except (FileNotFoundError, PieceAbimee) as erreur:
            os.ftruncate(self._cible, self._taille)
            os.lseek(self._cible, self._taille, os.SEEK_SET)
            raise PieceAbimee(chemin) from erreur
        self._taille += len(annonce) + piece.taille
        self._repertoire.append(ligne_du_repertoire(fiche))
        self._somme.update(annonce + bytes.fromhex(piece.sha256))

    def terminer(self) -> Empreinte:
        """Write the directory; what tells this archive from another."""
        repertoire = b"".join(self._repertoire)
        _ecrire(self._cible, repertoire + fin(len(self._repertoire), len(repertoire), self._taille))
        os.ftruncate(self._cible, os.lseek(self._cible, 0, os.SEEK_CUR))
        self._somme.update(repertoire)
        return Empreinte(self._somme.hexdigest(), des_octets=False)


class ArchiveChiffree:
    """The same, every file encrypted by AES-256: its bytes are read, and the whole is digested in the end."""

    def __init__(self, sortie: BinaryIO, mot_de_passe: str) -> None:
        self._sortie = sortie
        self._archive = pyzipper.AESZipFile(
            sortie, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES
        )
        self._archive.setpassword(mot_de_passe.encode())

    def reserver(self, octets: int) -> None:
        """Nothing: pyzipper writes where its file ends."""

    def ajouter(self, chemin: str, contenu: Piece | bytes, date: datetime) -> None:
        """One more file. Raises `PieceAbimee`: the archive is then as it was before."""
        fiche = self._archive.zipinfo_cls(chemin, date.timetuple()[:6])
        fiche.external_attr = 0o644 << 16
        self._archive.writestr(fiche, _lire(_piece(contenu)))

    def terminer(self) -> Empreinte:
        """Write the directory; the SHA-256 of the whole archive."""
        self._archive.close()
        return Empreinte(empreinte_de(self._sortie)[1], des_octets=True)


def ouvrir_archive(sortie: BinaryIO, mot_de_passe: str = "") -> Archive | ArchiveChiffree:
    """An empty archive in this file; encrypted when there is a password (TEL-02)."""
    return ArchiveChiffree(sortie, mot_de_passe) if mot_de_passe else Archive(sortie)


def _piece(contenu: Piece | bytes) -> Piece:
    if isinstance(contenu, Piece):
        return contenu
    sha256 = hashlib.sha256(contenu).hexdigest()
    return Piece(partial(BytesIO, contenu), len(contenu), zlib.crc32(contenu), sha256)


def _transporter(piece: Piece, source: BinaryIO, cible: int) -> None:
    """From one file to another inside the system when that is enough; otherwise read, and compared as it goes."""
    if piece.ecrit_avant is None or (etat := os.fstat(source.fileno())).st_mtime > piece.ecrit_avant:
        somme, reste = 0, piece.taille
        while morceau := source.read(_MORCEAU):
            somme, reste = zlib.crc32(morceau, somme), reste - len(morceau)
            _ecrire(cible, morceau)
        if reste or somme != piece.crc32:
            raise PieceAbimee
        return
    depart, reste = source.fileno(), piece.taille
    if etat.st_size != reste:
        raise PieceAbimee
    while reste:
        passes = os.sendfile(cible, depart, piece.taille - reste, reste)
        if not passes:
            raise PieceAbimee
        reste -= passes


def _lire(piece: Piece) -> bytes:
    try:
        with piece.ouvrir() as source:
            octets = source.read()
    except FileNotFoundError as erreur:
        raise PieceAbimee from erreur
    if len(octets) != piece.taille or zlib.crc32(octets) != piece.crc32:
        raise PieceAbimee
    return octets


def _ecrire(cible: int, octets: bytes) -> None:
    reste = memoryview(octets)
    while reste:
        reste = reste[os.write(cible, reste) :]


def nom_sur(texte: str, *, defaut: str = "_") -> str:
    """A file or folder name that every system accepts: no forbidden sign, reserved name, final dot or space."""
    if _DEJA_SUR.fullmatch(texte):
        return texte
    propre = _INTERDITS.sub("_", unicodedata.normalize("NFC", texte))
    if not propre.isascii():
        propre = "".join(c for c in propre if unicodedata.category(c) not in _INVISIBLES)
    propre = "-".join(propre.split())[:_LONGUEUR].strip(". ") or defaut
    return f"_{propre}" if _RESERVES.fullmatch(propre) else propre


class NomsUniques:
    """Paths given so far, so that two files never share one, whatever the case (Windows does not see it)."""

    def __init__(self) -> None:
        self._pris: set[str] = set()

    def donner(self, dossier: str, base: str, extension: str) -> str:
        """« dossier/base.extension », numbered from the second file on."""
        rang, chemin = 1, f"{dossier}/{base}.{extension}"
        while chemin.casefold() in self._pris:
            rang += 1
            chemin = f"{dossier}/{base}_{rang}.{extension}"
        self._pris.add(chemin.casefold())
        return chemin

    def rendre(self, chemin: str) -> None:
        """The path was not used after all."""
        self._pris.discard(chemin.casefold())
