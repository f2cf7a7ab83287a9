"""ZIP archives written as they are read: stored, never deflated, in constant memory (TEL-02)."""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

import pyzipper

_INTERDITS: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVES: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_LONGUEUR: Final = 80


@dataclass(frozen=True, slots=True)
class Entree:
    """A file of the archive: its path (with « / »), its bytes, its date in local time."""

    chemin: str
    octets: bytes | memoryview
    date: datetime


class _Sortie:
    """Where the archive's writer writes; it cannot go back, so nothing written is ever changed."""

    def __init__(self) -> None:
        self._morceaux: list[bytes] = []

    def write(self, octets: bytes) -> int:
        self._morceaux.append(octets)
        return len(octets)

    def flush(self) -> None:
        """Nothing waits here."""

    def vider(self) -> Iterator[bytes]:
        morceaux, self._morceaux = self._morceaux, []
        return iter(morceaux)


def archiver(entrees: Iterable[Entree], *, mot_de_passe: str = "") -> Iterator[bytes]:
    """The archive piece by piece; one file at a time is in memory. With `mot_de_passe`, encrypted by AES-256."""
    sortie = _Sortie()
    with _ouvrir(sortie, mot_de_passe) as archive:
        for entree in entrees:
            fiche = (
                archive.zipinfo_cls(entree.chemin, _date(entree.date))
                if mot_de_passe
                else zipfile.ZipInfo(entree.chemin, _date(entree.date))
            )
            fiche.external_attr = 0o644 << 16
            archive.writestr(fiche, entree.octets)
            yield from sortie.vider()
    yield from sortie.vider()


def _ouvrir(sortie: _Sortie, mot_de_passe: str) -> Any:
    if not mot_de_passe:
        return zipfile.ZipFile(cast(Any, sortie), "w", zipfile.ZIP_STORED)
    archive = pyzipper.AESZipFile(sortie, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES)
    archive.setpassword(mot_de_passe.encode())
    return archive


def _date(moment: datetime) -> tuple[int, int, int, int, int, int]:
    return (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)


def nom_sur(texte: str, *, defaut: str = "_") -> str:
    """A file or folder name that every system accepts: no forbidden sign, reserved name, final dot or space."""
    propre = _INTERDITS.sub("_", unicodedata.normalize("NFC", texte))
    propre = "".join(c for c in propre if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
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
