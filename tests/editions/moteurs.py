"""PDF engines that did not write our files: Poppler, MuPDF, qpdf."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pikepdf
from PIL import Image

from santorin.editions.copie import Bilan, CopieAEditer, ecrire_fichier

Pixels = np.ndarray[tuple[int, int, int], np.dtype[np.int16]]


def fabriquer(copie: CopieAEditer, chemin: Path) -> Bilan:
    """The copy's PDF at this path, accepted by qpdf and without a word from Poppler."""
    bilan = ecrire_fichier(copie, chemin)
    controle = subprocess.run(["qpdf", "--check", str(chemin)], capture_output=True, text=True, check=False)
    assert controle.returncode == 0, controle.stdout + controle.stderr
    return bilan


def scan_de(page: pikepdf.Page) -> pikepdf.Stream:
    """The image of a scanned page."""
    return page.Resources.XObject["/S"]


def texte_de(pdf: Path, *, page: int | None = None) -> str:
    """The text that Poppler takes out, blanks made one ordinary space."""
    choix = [] if page is None else ["-f", str(page), "-l", str(page)]
    sortie = subprocess.run(["pdftotext", *choix, str(pdf), "-"], capture_output=True, check=True)
    assert sortie.stderr == b""
    return " ".join(sortie.stdout.decode().split())


def vu_par_poppler(pdf: Path, page: int, dpi: int = 72) -> Pixels:
    """A page as Poppler draws it."""
    sortie = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-f", str(page), "-singlefile", "-png", str(pdf)],
        capture_output=True,
        check=True,
    )
    assert sortie.stderr == b""
    with TemporaryDirectory() as dossier:
        image = Path(dossier) / "p.png"
        image.write_bytes(sortie.stdout)
        return _pixels(image)


def vu_par_mupdf(pdf: Path, page: int, dpi: int = 72) -> Pixels:
    """A page as MuPDF draws it."""
    with TemporaryDirectory() as dossier:
        image = Path(dossier) / "p.png"
        sortie = subprocess.run(
            ["mutool", "draw", "-q", "-r", str(dpi), "-o", str(image), str(pdf), str(page)],
            capture_output=True,
            text=True,
            check=True,
        )
        dits = [ligne for ligne in sortie.stderr.splitlines() if "ICC support is not available" not in ligne]
        assert dits == []
        return _pixels(image)


def _pixels(chemin: Path) -> Pixels:
    with Image.open(chemin) as image:
        return np.asarray(image.convert("RGB"), dtype=np.int16)
