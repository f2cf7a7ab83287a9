"""The records of a stored ZIP archive (PKWARE APPNOTE 6.3.9, ZIP64): pure functions, no file.

A stored file whose size and CRC-32 are known needs no second pass: everything around it is known before its first byte.
"""

import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Final

LIMITE: Final = 0xFFFFFFFF
_LIMITE_NOMBRE: Final = 0xFFFF
_VERSION, _VERSION_64 = 20, 45
_UTF8: Final = 0x800
_UNIX: Final = 3 << 8
_DROITS: Final = 0o100644 << 16
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_FIN: Final = struct.Struct("<4s4H2LH")
_FIN_64: Final = struct.Struct("<4sQ2H2L4Q")
_REPERE_64: Final = struct.Struct("<4sLQL")
_CHAMP: Final = struct.Struct("<2H")
_ALIGNEMENT: Final = 0xD935
_PAGE: Final = 4096
_GRAND: Final = 1 << 18
_PREMIERE_ANNEE, _DERNIERE_ANNEE = 1980, 2107


@dataclass(frozen=True, slots=True)
class Fiche:
    """A stored file: its path, bytes, CRC-32, date in local time, and where its header starts in the archive."""

    chemin: str
    taille: int
    crc32: int
    date: datetime
    position: int = 0


def entete(fiche: Fiche) -> bytes:
    """What precedes a file's bytes. Raises ValueError for a file of 4 GiB or more.

    A field that readers skip is added, so that a big file's bytes start on a page of the system's memory: moving them
    then costs a fifth less.
    """
    if fiche.taille >= LIMITE:
        raise ValueError(f"« {fiche.chemin} » dépasse 4 Gio.")
    nom = fiche.chemin.encode()
    heure, jour = _date(fiche.date)
    marge = b""
    if fiche.taille >= _GRAND:
        debut = fiche.position + _LOCAL.size + len(nom) + _CHAMP.size
        longueur = 2 + (-debut - 2) % _PAGE
        marge = _CHAMP.pack(_ALIGNEMENT, longueur) + _PAGE.to_bytes(2, "little") + bytes(longueur - 2)
    tailles = (fiche.crc32, fiche.taille, fiche.taille, len(nom), len(marge))
    return _LOCAL.pack(b"PK\3\4", _VERSION, _UTF8, 0, heure, jour, *tailles) + nom + marge


def ligne_du_repertoire(fiche: Fiche) -> bytes:
    """The file's line in the archive's directory; beyond 4 GiB its position goes in a ZIP64 field."""
    nom, loin = fiche.chemin.encode(), fiche.position >= LIMITE
    supplement = struct.pack("<2HQ", 1, 8, fiche.position) if loin else b""
    heure, jour = _date(fiche.date)
    return (
        _CENTRAL.pack(
            b"PK\1\2",
            _UNIX | (_VERSION_64 if loin else _VERSION),
            _VERSION_64 if loin else _VERSION,
            _UTF8,
            0,
            heure,
            jour,
            fiche.crc32,
            fiche.taille,
            fiche.taille,
            len(nom),
            len(supplement),
            0,
            0,
            0,
            _DROITS,
            min(fiche.position, LIMITE),
        )
        + nom
        + supplement
    )


def fin(nombre: int, taille: int, position: int) -> bytes:
    """What ends an archive of `nombre` files, whose directory holds `taille` bytes from `position` on."""
    grande = nombre >= _LIMITE_NOMBRE or position >= LIMITE or taille >= LIMITE
    longue = b""
    if grande:
        version = (_VERSION_64, _VERSION_64)
        longue = _FIN_64.pack(
            b"PK\6\6", _FIN_64.size - 12, *version, 0, 0, nombre, nombre, taille, position
        ) + _REPERE_64.pack(b"PK\6\7", 0, position + taille, 1)
    compte = min(nombre, _LIMITE_NOMBRE)
    return longue + _FIN.pack(b"PK\5\6", 0, 0, compte, compte, min(taille, LIMITE), min(position, LIMITE), 0)


def _date(moment: datetime) -> tuple[int, int]:
    if not _PREMIERE_ANNEE <= moment.year <= _DERNIERE_ANNEE:
        raise ValueError(f"Un ZIP ne sait pas dater de {moment.year}.")
    heure = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    return heure, (moment.year - _PREMIERE_ANNEE) << 9 | moment.month << 5 | moment.day
