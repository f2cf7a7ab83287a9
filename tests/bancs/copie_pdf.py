"""CPU of a copy's PDF against copying its bytes: 8 pages, 14 annotations a page, summary (performance.md §1).

Run: `python -m tests.bancs.copie_pdf`. Exit code 1 when a limit is passed. With PLOM_PYTHON, the interpreter of a
virtual environment where `pip install plom` was run, Plom's assembly of the same pages is measured in the same run.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from santorin.editions.copie import CopieAEditer, PageScannee, depuis_json, ecrire
from tests.editions.echantillons import (
    RESUME,
    TOUS_LES_EXPORTS,
    annotations_d_un_correcteur,
    feuille_ecrite,
    octets_de,
)
from tests.editions.echantillons import page as page_de

COPIES, PAGES, TOURS = 12, 8, 5
CPU_MS_AU_PLUS, OCTETS_AU_PLUS, MEMOIRE_AU_PLUS = 15.0, 1.02, 60.0
MEBI = 1 << 20


def dessiner(dossier: Path) -> list[list[PageScannee]]:
    """Distinct colour pages at 150 dpi, one file each; a copy in three has grey pages, one in four a turned page."""
    copies = []
    for copie in range(COPIES):
        pages = []
        for rang in range(PAGES):
            image = feuille_ecrite(copie * PAGES + rang, 1240, 1754, mode="L" if copie % 3 == 2 else "RGB")
            rotation = 90 if copie % 4 == 3 and rang == 2 else 0
            octets = octets_de(image.rotate(rotation, expand=True), quality=78)
            chemin = dossier / f"{copie:02d}-{rang}.jpg"
            chemin.write_bytes(octets)
            pages.append(page_de(octets, source=chemin, rotation=rotation))
        copies.append(pages)
    return copies


def ecrire_copie(
    pages: Sequence[PageScannee], formes: Sequence[Sequence[dict[str, object]]], sortie: Path
) -> int:
    """One copy as in production: annotations read from their stored form, scans verified, PDF on disk; its bytes."""
    annotees = tuple(
        PageScannee(p.source, p.sha256, p.largeur, p.hauteur, p.rotation, tuple(depuis_json(f) for f in a))
        for p, a in zip(pages, formes, strict=True)
    )
    with sortie.open("wb") as fichier:
        return ecrire(CopieAEditer(annotees, RESUME, TOUS_LES_EXPORTS), fichier).octets


def recopier(pages: Sequence[PageScannee], sortie: Path) -> None:
    """The limit: the same bytes, one file after the other."""
    with sortie.open("wb") as fichier:
        for page in pages:
            with page.source.open("rb") as scan:  # type: ignore[union-attr]
                shutil.copyfileobj(scan, fichier)


def mesurer(travail: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall milliseconds of the best of several rounds."""
    temps = []
    for _ in range(TOURS):
        cpu, mur = time.process_time(), time.perf_counter()
        travail()
        temps.append(((time.process_time() - cpu) * 1000, (time.perf_counter() - mur) * 1000))
    return min(temps)


def memoire_de_pointe(pages: Sequence[PageScannee], formes: Sequence[Sequence[dict[str, object]]]) -> float:
    """MiB at most held by a new process that writes one copy, interpreter and libraries included."""
    description = [
        [str(p.source), p.sha256, p.largeur, p.hauteur, p.rotation, list(a)]
        for p, a in zip(pages, formes, strict=True)
    ]
    rendu = subprocess.run(
        [sys.executable, "-m", "tests.bancs.copie_pdf_memoire"],
        input=json.dumps(description),
        check=True,
        capture_output=True,
        text=True,
    )
    return float(rendu.stdout)


def monter_par_plom(python: str, copies: Sequence[Sequence[PageScannee]]) -> tuple[float, int]:
    """CPU milliseconds and bytes of Plom's assembly of these copies, the scans standing for its annotated images."""
    entree = "\n".join("\t".join(str(page.source) for page in pages) for pages in copies)
    script = Path(__file__).with_name("plom_montage.py")
    rendu = subprocess.run([python, str(script)], input=entree, check=True, stdout=subprocess.PIPE, text=True)
    cpu, octets = rendu.stdout.split()
    return float(cpu), int(octets)


def comparer(dossier: Path) -> bool:
    """Print both sides of each ratio; whether the limits are kept."""
    copies = dessiner(dossier)
    formes = [[annotations_d_un_correcteur(c * PAGES + r) for r in range(PAGES)] for c in range(COPIES)]
    scans = sum(page.source.stat().st_size for pages in copies for page in pages)  # type: ignore[union-attr]
    sortie = dossier / "sortie.bin"
    octets = sum(ecrire_copie(pages, forme, sortie) for pages, forme in zip(copies, formes, strict=True))
    pdf_cpu, pdf_mur = mesurer(
        lambda: [ecrire_copie(pages, forme, sortie) for pages, forme in zip(copies, formes, strict=True)]
    )
    cat_cpu, cat_mur = mesurer(lambda: [recopier(pages, sortie) for pages in copies])
    rapport, memoire = octets / scans, memoire_de_pointe(copies[0], formes[0])
    print(
        f"{os.cpu_count()} cœurs ; {COPIES} copies de {PAGES} pages, {scans / COPIES / MEBI:.2f} Mio de scans chacune"
    )
    print(f"PDF d'une copie     : {pdf_cpu / COPIES:6.2f} ms CPU, {pdf_mur / COPIES:6.2f} ms")
    print(f"recopie des octets  : {cat_cpu / COPIES:6.2f} ms CPU, {cat_mur / COPIES:6.2f} ms")
    print(f"octets ÷ scans      : {rapport:.4f}  (+{(octets - scans) / COPIES / 1024:.1f} Kio)")
    print(f"mémoire de pointe   : {memoire:.1f} Mio (processus entier)")
    if plom := os.environ.get("PLOM_PYTHON"):
        plom_cpu, plom_octets = monter_par_plom(plom, copies)
        print(
            f"Plom, mêmes pages   : {plom_cpu / COPIES:6.2f} ms CPU, octets ÷ scans {plom_octets / scans:.4f} ; "
            f"{plom_cpu / pdf_cpu:.1f} fois notre CPU"
        )
    else:
        print("Plom                : non comparé (PLOM_PYTHON n’est pas donné)")
    return pdf_cpu / COPIES <= CPU_MS_AU_PLUS and rapport <= OCTETS_AU_PLUS and memoire <= MEMOIRE_AU_PLUS


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as provisoire:
        sys.exit(0 if comparer(Path(provisoire)) else 1)
