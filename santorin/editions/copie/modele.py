"""What a copy's PDF is made from: plain frozen values, no table of the database, no clock."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from santorin.editions.copie.annotations import Annotation

ROTATIONS: Final = (0, 90, 180, 270)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")

Ouvreur = Callable[[], BinaryIO]


class PageIllisible(Exception):
    """A scanned page that cannot be put in the PDF; the document is then not made at all.

    `numero` counts from 1; `raison` is a French sentence fragment.
    """

    def __init__(self, numero: int, raison: str) -> None:
        super().__init__(f"Page {numero} illisible : {raison}.")
        self.numero = numero
        self.raison = raison


@dataclass(frozen=True, slots=True)
class PageScannee:
    """A stored scan (JPEG or PNG), as it lies in the store.

    `source` is its path, or what opens it for reading (raising OSError when it cannot); `largeur` and `hauteur` are the
    stored image's, in pixels; `rotation` is the clockwise turn, in degrees, that shows it upright. An EXIF orientation
    inside the file is not obeyed: only `rotation` is.
    """

    source: Path | Ouvreur
    sha256: str
    largeur: int
    hauteur: int
    rotation: int = 0
    annotations: tuple[Annotation, ...] = ()

    def __post_init__(self) -> None:
        if not _SHA256.fullmatch(self.sha256):
            raise ValueError(f"Empreinte SHA-256 attendue en hexadécimal ; reçu : {self.sha256!r}.")
        if self.largeur < 1 or self.hauteur < 1:
            raise ValueError(f"Dimensions impossibles : {self.largeur} × {self.hauteur} pixels.")
        if self.rotation not in ROTATIONS:
            raise ValueError(f"Rotation de 0, 90, 180 ou 270 degrés attendue ; reçu : {self.rotation!r}.")


@dataclass(frozen=True, slots=True)
class Identite:
    """Who the candidate is; an empty text is left out of the page."""

    numero: str
    nom: str
    prenoms: str
    division: str = ""
    etablissement: str = ""


@dataclass(frozen=True, slots=True)
class NoteQuestion:
    """One line of the marks' detail, as shown: « 1,5 » out of « 2 »; `libelle` is "" for an anonymous barème."""

    numero: str
    libelle: str
    note: str
    points: str


@dataclass(frozen=True, slots=True)
class Recapitulatif:
    """What the page after the scans says. `note` and `sur` are as shown (« 14,5 » and « 20 »; « AB » and "")."""

    epreuve: str
    code_epreuve: str
    session: str
    examen: str
    candidat: Identite | None = None
    note: str = ""
    sur: str = ""
    detail: tuple[NoteQuestion, ...] = ()
    appreciation: str = ""


@dataclass(frozen=True, slots=True)
class Exports:
    """What the paramétrage lets into the PDF (PAR-02); the defaults are those of the documents."""

    annotations: bool = False
    detail_notes: bool = True
    appreciation: bool = True


TOUS_LES_EXPORTS: Final = Exports(annotations=True, detail_notes=True, appreciation=True)
"""The paramétrage of E3C, which is not modifiable (PAR-03)."""


@dataclass(frozen=True, slots=True)
class CopieAEditer:
    """One copy. `date`, when given, is the document's date in its metadata; without it the PDF carries none."""

    pages: tuple[PageScannee, ...]
    recapitulatif: Recapitulatif
    exports: Exports
    date: datetime | None = None

    def __post_init__(self) -> None:
        if not self.pages:
            raise ValueError("Une copie sans page n’a pas de PDF.")
        if self.date is not None and self.date.tzinfo is None:
            raise ValueError("La date du document doit porter son fuseau horaire.")


@dataclass(frozen=True, slots=True)
class Bilan:
    """What was written: all pages, those of the scans among them, bytes, and the digest of the inputs."""

    pages: int
    pages_scannees: int
    octets: int
    empreinte: str
