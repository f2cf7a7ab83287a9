"""The ZIP of a school's copies against copying the same bytes, and against `zip -0`.

3,000 copies of four A4 pages at 150 dpi (a few GB on the disk three times over); the PDFs exist already. The worker is a
process that has worked before, as a worker does. CPU seconds are those of the process (getrusage), without PostgreSQL's;
the least of several turns taken by each side in turn, since the disk's own work weighs on all of them. What is compared
is the ZIP until it can be taken; its SHA-256, made once afterwards, has its own line.

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

from santorin.comptes.models import Utilisateur  # noqa: E402
from santorin.consultation.actions import demander_zip  # noqa: E402
from santorin.consultation.actions.zips import composer_zip, sceller_zip  # noqa: E402
from santorin.consultation.models import PdfDeCopie  # noqa: E402
from santorin.consultation.tasks import preparer_zip  # noqa: E402
from santorin.copies.fichiers import ranger  # noqa: E402
from santorin.traitements.compte_rendu import CompteRendu  # noqa: E402
from santorin.traitements.execution import executer  # noqa: E402
from tests.consultation.conftest import Scene  # noqa: E402
from tests.consultation.masse import des_copies_transmises  # noqa: E402
from tests.editions.echantillons import annotations_d_un_correcteur, feuille_ecrite, octets_de  # noqa: E402

PAGES, PEU, COPIES = 4, 300, 3000
TOURS = 3
ZIP = shutil.which("zip") or sys.exit("Ce banc se compare à zip (paquet zip), qui n’est pas installé.")
CAT = 'xargs -0 cat < "$1"'
CAT_SUR = 'xargs -0 cat < "$1"; sync -d /dev/stdout'
SOMME = 'xargs -0 sha256sum < "$1"'
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


def faire(scene: Scene, tours: int = 1) -> list[dict[str, float]]:
    """Make the ZIP that many times in one new process; each time its CPU and wall seconds, and its peak MiB so far."""
    commande = [sys.executable, "-m", "tests.bancs.zip", "--faire", str(scene.chef.pk), str(tours)]
    rendu = subprocess.run(commande, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(ligne) for ligne in rendu.stdout.splitlines()]


def faire_ici(chef: int, tours: int) -> None:
    """The body of that process."""
    par = Utilisateur.objects.get(pk=chef)
    for _ in range(tours):
        traitement = demander_zip(preparer_zip, [], par=par)
        mesure = Mesure()
        executer(traitement.pk, mesure.faire)
        traitement.refresh_from_db()
        if traitement.etat != "reussi":
            sys.exit(f"ZIP {traitement.etat} : {traitement.message}")
        document = traitement.documents.get()
        releve = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
        memoire = int(releve.group(1)) / 1024 if releve else 0
        lu = {
            "cpu": mesure.cpu,
            "sceau": mesure.sceau,
            "mur": mesure.mur,
            "memoire": memoire,
            "octets": document.taille,
        }
        print(json.dumps(lu), flush=True)
        document.fichier.delete(save=False)


class Mesure:
    """Both steps of the job as the worker does them: the ZIP, which can then be taken (`cpu`, `mur`), its SHA-256 (`sceau`)."""

    cpu = mur = sceau = 0.0

    def faire(self, compte_rendu: CompteRendu) -> None:
        """The job."""
        avant, mur = _cpu(resource.getrusage(resource.RUSAGE_SELF)), time.perf_counter()
        composer_zip(compte_rendu)
        fait, self.mur = _cpu(resource.getrusage(resource.RUSAGE_SELF)), time.perf_counter() - mur
        sceller_zip(compte_rendu)
        self.cpu, self.sceau = fait - avant, _cpu(resource.getrusage(resource.RUSAGE_SELF)) - fait


def _cpu(releve: resource.struct_rusage) -> float:
    return releve.ru_utime + releve.ru_stime


def mesurer(commande: list[str], sortie: Path) -> float:
    """CPU seconds of a command that writes to a file."""
    avant = resource.getrusage(resource.RUSAGE_CHILDREN)
    with sortie.open("wb") as fichier:
        subprocess.run(commande, check=True, stdout=fichier)
    cpu = _cpu(resource.getrusage(resource.RUSAGE_CHILDREN)) - _cpu(avant)
    sortie.unlink()
    return cpu


def comparer(dossier: Path) -> bool:
    """Print both sides of each ratio; whether the limits are kept."""
    scene = une_ecole(COPIES, largeur=1240, hauteur=1754, pages=PAGES)
    premier = faire(scene)[0]
    pdfs = [default_storage.path(nom) for nom in PdfDeCopie.objects.values_list("nom", flat=True)]
    liste, sortie = dossier / "liste", dossier / "sortie"
    liste.write_bytes("\0".join(pdfs).encode())
    scripts = {"cat": CAT, "cat puis sync": CAT_SUR, "sha256sum": SOMME}
    commandes = {nom: ["sh", "-c", script, "sh", str(liste)] for nom, script in scripts.items()}
    commandes["zip -0"] = ["sh", "-c", f"tr '\\0' '\\n' < {liste} | {ZIP} -q -0 -j - -@"]
    autres = {
        nom: min(mesurer(commande, sortie) for _ in range(TOURS)) for nom, commande in commandes.items()
    }
    tours = faire(scene, TOURS + 1)[1:]
    autres["cat"] = min(autres["cat"], *(mesurer(commandes["cat"], sortie) for _ in range(2)))
    cpu, mur = min(tour["cpu"] for tour in tours), min(tour["mur"] for tour in tours)
    print(
        f"{os.cpu_count()} cœurs ; {COPIES} copies de {PAGES} pages, ZIP de {premier['octets'] / MEBI:.0f} Mio"
    )
    print(
        f"PDF à faire    : {premier['cpu']:6.2f} s CPU, {premier['mur']:6.2f} s, {premier['memoire']:.0f} Mio"
    )
    print(f"PDF déjà faits : {cpu:6.2f} s CPU, {mur:6.2f} s, {tours[-1]['memoire']:.0f} Mio")
    sceau = min(tour["sceau"] for tour in tours)
    print(f"SHA-256, ensuite, une fois : {sceau:.2f} s CPU ({premier['octets'] / MEBI / sceau:.0f} Mio/s)")
    print("; ".join(f"{nom} {autre:.2f} s" for nom, autre in autres.items()), "(CPU)")
    print("; ".join(f"ZIP ÷ {nom} = {cpu / autre:.2f}" for nom, autre in autres.items()))
    print(f"au plus : {CPU_AU_PLUS} × cat")
    return comparer_memoire() and cpu <= autres["cat"] * CPU_AU_PLUS


def comparer_memoire() -> bool:
    """Peak memory at 300 and 3,000 copies of the same small pages."""
    pointes = []
    for nombre in (PEU, COPIES):
        releve = faire(une_ecole(nombre, largeur=413, hauteur=585, pages=2))[0]
        pointes.append(releve["memoire"])
        print(
            f"{nombre:5} copies de 2 petites pages, PDF à faire : {releve['cpu']:6.2f} s CPU, {releve['memoire']:.1f} Mio"
        )
    return pointes[1] <= pointes[0] * MEMOIRE_AU_PLUS


if __name__ == "__main__":
    if sys.argv[1:2] == ["--faire"]:
        faire_ici(int(sys.argv[2]), int(sys.argv[3]))
    else:
        with tempfile.TemporaryDirectory() as provisoire:
            sys.exit(0 if comparer(Path(provisoire)) else 1)
