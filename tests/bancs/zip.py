"""The ZIP of a school's copies against copying the same bytes, and against `zip -0` (performance.md §2).

Run: `python -m tests.bancs.zip`. Exit code 1 when a limit is passed.
"""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

django.setup()

from django.core.files.storage import default_storage  # noqa: E402
from django.db import connection  # noqa: E402

from santorin.consultation.actions import demander_zip, faire_zip  # noqa: E402
from santorin.consultation.models import PdfDeCopie  # noqa: E402
from santorin.consultation.tasks import preparer_zip  # noqa: E402
from santorin.copies.fichiers import ranger  # noqa: E402
from santorin.traitements.execution import executer  # noqa: E402
from santorin.traitements.models import Traitement  # noqa: E402
from tests.consultation.conftest import Scene  # noqa: E402
from tests.consultation.masse import des_copies_transmises  # noqa: E402
from tests.editions.echantillons import annotations_d_un_correcteur, feuille_ecrite, octets_de  # noqa: E402

PAGES, COPIES, BEAUCOUP = 8, 300, 3000
ZIP = shutil.which("zip") or sys.exit("Ce banc se compare à zip (paquet zip), qui n’est pas installé.")
SOMME = """import hashlib, pathlib, sys
for nom in sys.argv[1:]:
    print(hashlib.sha256(pathlib.Path(nom).read_bytes()).hexdigest())"""
CPU_AU_PLUS, MEMOIRE_AU_PLUS = 1.3, 1.1
MEBI = 1 << 20


def une_ecole(nombre: int, *, largeur: int, hauteur: int, pages: int) -> Scene:
    """A school whose copies are transmitted, none of its PDFs made yet; every copy has the same scans."""
    scene = Scene()
    images = [
        ranger(octets_de(feuille_ecrite(graine, largeur, hauteur), quality=72)) for graine in range(pages)
    ]
    des_copies_transmises(scene, images, nombre, annotations_d_un_correcteur(1))
    return scene


def faire(scene: Scene) -> tuple[Traitement, dict[str, float]]:
    """Make the ZIP in a new process, as a worker does; CPU and wall seconds, peak MiB of that process."""
    traitement = demander_zip(preparer_zip, [], par=scene.chef)
    commande = [sys.executable, "-m", "tests.bancs.zip", "--faire", str(traitement.pk)]
    rendu = subprocess.run(commande, check=True, capture_output=True, text=True)
    traitement.refresh_from_db()
    if traitement.etat != "reussi":
        sys.exit(f"ZIP {traitement.etat} : {traitement.message}")
    return traitement, json.loads(rendu.stdout.splitlines()[-1])


def faire_ici(traitement: int) -> None:
    """The body of that process."""
    connection.ensure_connection()
    cpu, mur = time.process_time(), time.perf_counter()
    executer(traitement, faire_zip)
    cpu, mur = time.process_time() - cpu, time.perf_counter() - mur
    releve = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    print(json.dumps({"cpu": cpu, "mur": mur, "memoire": int(releve.group(1)) / 1024 if releve else 0}))


def mesurer(commande: list[str], sortie: Path) -> float:
    """CPU seconds of a command that writes to a file."""
    avant = resource.getrusage(resource.RUSAGE_CHILDREN)
    with sortie.open("wb") as fichier:
        subprocess.run(commande, check=True, stdout=fichier)
    apres = resource.getrusage(resource.RUSAGE_CHILDREN)
    sortie.unlink()
    return apres.ru_utime + apres.ru_stime - avant.ru_utime - avant.ru_stime


def comparer(dossier: Path) -> bool:
    """Print both sides of each ratio; whether the limits are kept."""
    scene = une_ecole(COPIES, largeur=1240, hauteur=1754, pages=PAGES)
    _, premier = faire(scene)
    traitement, second = faire(scene)
    pdfs = [default_storage.path(nom) for nom in PdfDeCopie.objects.values_list("nom", flat=True)]
    octets = traitement.documents.get().taille
    sortie = dossier / "sortie"
    cat = min(mesurer(["cat", *pdfs], sortie) for _ in range(3))
    somme = min(mesurer([sys.executable, "-c", SOMME, *pdfs], sortie) for _ in range(3))
    archive = min(mesurer([ZIP, "-q", "-0", "-j", "-", *pdfs], sortie) for _ in range(3))
    print(f"{os.cpu_count()} cœurs ; {COPIES} copies de {PAGES} pages, ZIP de {octets / MEBI:.0f} Mio")
    print(
        f"PDF à faire    : {premier['cpu']:6.2f} s CPU, {premier['mur']:6.2f} s, {premier['memoire']:.0f} Mio"
    )
    print(f"PDF déjà faits : {second['cpu']:6.2f} s CPU, {second['mur']:6.2f} s, {second['memoire']:.0f} Mio")
    print(f"cat {cat:.2f} s ; SHA-256 des mêmes octets {somme:.2f} s ; zip -0 {archive:.2f} s (CPU)")
    print(
        f"ZIP ÷ cat = {second['cpu'] / cat:.2f} ; ZIP ÷ (cat + SHA-256) = {second['cpu'] / (cat + somme):.2f}"
    )
    print(f"ZIP ÷ zip -0 = {second['cpu'] / archive:.2f}")
    return comparer_memoire() and second["cpu"] <= archive * CPU_AU_PLUS


def comparer_memoire() -> bool:
    """Peak memory at 300 and 3,000 copies of the same small pages."""
    pointes = []
    for nombre in (COPIES, BEAUCOUP):
        _, releve = faire(une_ecole(nombre, largeur=413, hauteur=585, pages=2))
        pointes.append(releve["memoire"])
        print(
            f"{nombre:5} copies de 2 petites pages, PDF à faire : {releve['cpu']:6.2f} s CPU, {releve['memoire']:.1f} Mio"
        )
    return pointes[1] <= pointes[0] * MEMOIRE_AU_PLUS


if __name__ == "__main__":
    if sys.argv[1:2] == ["--faire"]:
        faire_ici(int(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as provisoire:
            sys.exit(0 if comparer(Path(provisoire)) else 1)
