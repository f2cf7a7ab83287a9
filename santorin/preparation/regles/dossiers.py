"""A folder of scanned pages, one sub-folder per candidate: what it holds, and what is wrong in it (PRE-01, NUM-02)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from santorin.copies.fichiers import TAILLE_MAXIMALE, ImageDePage, examiner
from santorin.copies.regles.pages import PAGES_AU_PLUS
from santorin.refus import Refus

_NOM: Final = re.compile(r"(01[0-9]{9})\s*[-_]\s*([0-9]{3})")
_EXTENSIONS: Final = {".jpg", ".jpeg", ".png"}
Cle = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PageLue:
    """A page's file and what its image is."""

    numero: int
    fichier: Path
    image: ImageDePage


@dataclass(frozen=True, slots=True)
class DossierLu:
    """The pages of one candidate, in the natural order of their names."""

    cle: Cle
    chemin: Path
    pages: tuple[PageLue, ...]


@dataclass(frozen=True, slots=True)
class AnomalieDeFichier:
    """What is wrong in the folder, and where."""

    chemin: Path
    raison: str

    def __str__(self) -> str:
        return f"{self.chemin}\u00a0: {self.raison}"


def lire_dossiers(racine: Path) -> Iterator[DossierLu | AnomalieDeFichier]:
    """Each candidate's folder, or what is wrong with it; hidden files are left aside."""
    vus: dict[Cle, Path] = {}
    for chemin in _visibles(racine):
        trouve = _NOM.fullmatch(chemin.name)
        if not chemin.is_dir():
            yield AnomalieDeFichier(chemin, "il ne faut ici que des dossiers, un par candidat")
        elif not trouve:
            yield AnomalieDeFichier(
                chemin, "un dossier se nomme par les numéros, par exemple 01950022359-002"
            )
        elif (cle := (trouve[1], trouve[2])) in vus:
            yield AnomalieDeFichier(chemin, f"le dossier {vus[cle].name} est du même candidat")
        else:
            vus[cle] = chemin
            yield from _lire_dossier(cle, chemin)


def _lire_dossier(cle: Cle, chemin: Path) -> Iterator[DossierLu | AnomalieDeFichier]:
    fichiers = _visibles(chemin)
    if not 1 <= len(fichiers) <= PAGES_AU_PLUS:
        yield AnomalieDeFichier(chemin, f"une copie a de 1 à {PAGES_AU_PLUS} pages")
        return
    pages = []
    for numero, fichier in enumerate(fichiers, start=1):
        try:
            pages.append(PageLue(numero, fichier, _examiner(fichier)))
        except Refus as refus:
            yield AnomalieDeFichier(fichier, refus.message)
    if len(pages) == len(fichiers):
        yield DossierLu(cle, chemin, tuple(pages))


def _examiner(fichier: Path) -> ImageDePage:
    if fichier.suffix.lower() not in _EXTENSIONS or not fichier.is_file():
        raise Refus("ce n’est pas une image JPEG ou PNG")
    if fichier.stat().st_size > TAILLE_MAXIMALE:
        raise Refus("le fichier est trop lourd")
    return examiner(fichier.read_bytes())


def _visibles(dossier: Path) -> list[Path]:
    """What the folder shows, in natural order: page 2 before page 10."""
    return sorted(
        (chemin for chemin in dossier.iterdir() if not chemin.name.startswith(".")),
        key=lambda chemin: [
            int(morceau) if morceau.isdecimal() else morceau.lower()
            for morceau in re.split(r"([0-9]+)", chemin.name)
        ],
    )
