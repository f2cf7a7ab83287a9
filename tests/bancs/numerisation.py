"""Scan intake (performance.md §7): pages per second and per core, codes read at each degradation, bytes kept.

Run: `python -m tests.bancs.numerisation`. Exit code 1 when a limit is passed.
"""

import io
import itertools
import sys
import time
from collections.abc import Sequence
from typing import Any

from PIL import Image

from santorin.copies.fichiers import examiner
from santorin.numerisation.codes import CodePage, lire_page
from santorin.numerisation.decoupe import decouper
from tests.numerisation.scans import (
    degrader,
    des_feuilles,
    ecrire_dessus,
    imprimer,
    jpeg,
    pdf_de_jpegs,
    rasteriser,
)

PAGES = 40
ANGLES, BRUITS, SENS, DPI = (0, 5, 10, 20), (0.0, 0.05), (0, 180), (100, 150, 200, 300)
DEBIT_AU_MOINS = 15.0  # pages a second and a core, at 200 dpi


def dessiner(dpi: int, pages: int = PAGES) -> list[tuple[CodePage, Image.Image]]:
    """Written pages of several candidates, each with the code it should be read as."""
    feuilles = des_feuilles(candidats=pages // 4, pages=4)
    images = rasteriser(imprimer(feuilles), dpi)
    codes = [CodePage(f.epreuve, f.anonymat, page, 4) for f in feuilles for page in range(1, 5)]
    return [
        (code, ecrire_dessus(image, graine=rang))
        for rang, (code, image) in enumerate(zip(codes, images, strict=True))
    ]


def lire_degradees(dpi: int, pages: Sequence[tuple[CodePage, Image.Image]]) -> list[dict[str, Any]]:
    """For each degradation: how many codes are read, and how many are read as another page's."""
    mesures = []
    for angle, bruit, sens in itertools.product(ANGLES, BRUITS, SENS):
        lus, faux = 0, 0
        for rang, (code, image) in enumerate(pages):
            lu = lire_page(
                jpeg(degrader(image, angle=angle, bruit=bruit, demi_tour=sens, graine=rang), dpi)
            ).code
            lus += lu == code
            faux += lu is not None and lu != code
        mesures.append({"dpi": dpi, "angle": angle, "bruit": bruit, "sens": sens, "lus": lus, "faux": faux})
    return mesures


def mesurer_debit() -> tuple[float, bool]:
    """Pages a second of CPU for splitting, examining and reading a PDF at 200 dpi; whether its bytes are kept."""
    octets = [jpeg(degrader(image, angle=2, graine=rang)) for rang, (_, image) in enumerate(dessiner(200))]
    pdf = io.BytesIO(pdf_de_jpegs(octets * 3))
    debut = time.process_time()
    sortis = []
    for morceau in decouper(pdf):
        examiner(morceau.octets)
        lire_page(morceau.octets)
        sortis.append(morceau.octets)
    return len(sortis) / (time.process_time() - debut), sortis == octets * 3


def main() -> int:
    """Measure, print, judge."""
    debit, identiques = mesurer_debit()
    print(f"Découpe, examen et lecture à 200 ppp : {debit:.1f} pages/s/cœur (au moins {DEBIT_AU_MOINS:.0f})")
    print(f"Octets rangés = octets reçus : {'oui' if identiques else 'NON'}")
    tenu = debit >= DEBIT_AU_MOINS and identiques
    total = faux = 0
    for dpi in DPI:
        pages = dessiner(dpi, 8)
        for mesure in lire_degradees(dpi, pages):
            total, faux = total + len(pages), faux + mesure["faux"]
            exigee = dpi >= 150 and mesure["angle"] <= 10
            tenu = tenu and (mesure["lus"] == len(pages) or not exigee)
            if mesure["lus"] < len(pages):
                print(
                    f"{dpi} ppp, {mesure['angle']}°, bruit {mesure['bruit']:.0%}, {mesure['sens']}° : {mesure['lus']}/{len(pages)}"
                )
    print(f"{total} lectures dégradées, {faux} lue(s) comme une autre page")
    return 0 if tenu and not faux else 1


if __name__ == "__main__":
    sys.exit(main())
