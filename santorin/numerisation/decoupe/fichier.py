"""What a received file is, told by its content, and its pages (NUM-01, SEC-02)."""

from collections.abc import Iterator
from typing import BinaryIO

from santorin.numerisation.decoupe import archive, pdf
from santorin.numerisation.decoupe.morceau import MEBI, TAILLE_AU_PLUS, Morceau
from santorin.refus import Refus

_ENTETE = 1024


def genre(fichier: BinaryIO) -> str:
    """« pdf » or « zip ». Raises `Refus` for an empty or too big file, and for anything else."""
    taille = fichier.seek(0, 2)
    fichier.seek(0)
    debut = fichier.read(_ENTETE)
    fichier.seek(0)
    if not taille:
        raise Refus("Le fichier est vide.")
    if taille > TAILLE_AU_PLUS:
        raise Refus(
            f"Le fichier dépasse {TAILLE_AU_PLUS // MEBI}\u00a0Mo\u00a0: numérisez en plusieurs fois."
        )
    if b"%PDF-" in debut:
        return "pdf"
    if debut.startswith(b"PK\x03\x04"):
        return "zip"
    raise Refus("Ce n’est ni un PDF ni un ZIP d’images.")


def compter(fichier: BinaryIO) -> int:
    """How many pages the file announces. Raises `Refus` for a file that cannot be taken in, and says why."""
    return pdf.compter(fichier) if genre(fichier) == "pdf" else archive.compter(fichier)


def decouper(fichier: BinaryIO, *, depuis: int = 1) -> Iterator[Morceau]:
    """The pages from this rank on, one at a time, in order. Raises `Refus` as `compter` does; a single bad page is a `Morceau` that says so."""
    decoupe = pdf.decouper if genre(fichier) == "pdf" else archive.decouper
    return decoupe(fichier, depuis)
