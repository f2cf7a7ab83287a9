"""PVs of 40 juries of 35 candidates, and lists of 500 and 5,000 rows. Run: `python -m tests.bancs.deliberation`.

The PVs are measured twice: in this process, those of one jury shared out otherwise between admis and non admis forty
times; then as production makes them, forty juries of the database, one edition and one ZIP asked of a real Celery worker.
`JURYS` in the environment makes it shorter. What is held is their ratio: a worker costs the reading and the job, not the
layout twice. The other side of the list's ratio is the plain way: one document of all the rows.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "santorin.settings")
django.setup()

from django.utils import timezone  # noqa: E402 - the settings come first

from deliberation import editions  # noqa: E402
from deliberation.lectures.editions import proces_verbal, proces_verbaux_individuels  # noqa: E402
from deliberation.models import Jury  # noqa: E402
from demonstration import jurys  # noqa: E402
from santorin.editions.pdf import Feuille, ecrire_pdf  # noqa: E402
from tests.bancs.deliberation_ouvrier import des_jurys_complets, editer  # noqa: E402
from tests.deliberation.decor import Scene  # noqa: E402

JURYS, CANDIDATS = int(os.environ.get("JURYS", "40")), 35
PETITE, GRANDE = 500, 5000
# Cost per row flat, CPU seconds and MiB of the long list.
PENTE_AU_PLUS, CPU_AU_PLUS, MEMOIRE_AU_PLUS = 1.3, 4, 200
# The job by a worker, against the same sheets laid out in this process.
OUVRIER_AU_PLUS = 3


def mesurer(travail: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds."""
    cpu, mur = time.process_time(), time.perf_counter()
    travail()
    return time.process_time() - cpu, time.perf_counter() - mur


def memoire() -> float:
    """MiB at most held so far by this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def lignes(nombre: int) -> list[tuple[str, str]]:
    """That many rows."""
    return [(f"LAVANDE-ŒILLET {rang:05} Fazia Marie", "Admis") for rang in range(nombre)]


def liste(jury: Jury, nombre: int) -> bytes:
    """A list of that many rows, by sheets."""
    colonnes = ("Nom Prénom", "Résultat")
    return ecrire_pdf(
        editions.tableau(jury, colonnes, lignes(nombre), titre="Liste des résultats", le=timezone.now())
    )


def liste_naive(jury: Jury, nombre: int) -> bytes:
    """The same as one long table."""
    (feuille,) = editions.tableau(
        jury, ("Nom Prénom", "Résultat"), lignes(1), titre="Liste des résultats", le=timezone.now()
    )
    return ecrire_pdf([Feuille(feuille.gabarit, {**feuille.contexte, "lignes": lignes(nombre)})])


def pv(jury: Jury) -> bytes:
    """One edition of the PVs of `JURYS` juries, in which the admis are from none to all."""
    lu = proces_verbal(jury)
    dossiers = lu.admis + lu.non_admis
    par_jury = (
        replace(lu, admis=dossiers[:admis], non_admis=dossiers[admis:])
        for admis in (rang * 7 % (CANDIDATS + 1) for rang in range(JURYS))
    )
    le = timezone.now()
    return ecrire_pdf([f for un in par_jury for _, partie in editions.pv_de_tenue(un, le=le) for f in partie])


def pvi(jury: Jury) -> bytes:
    """The PVI of a jury."""
    return editions.proces_verbaux_individuels(jury, proces_verbaux_individuels(jury), le=timezone.now())


def comparer() -> bool:
    """Print both sides of each ratio; whether the limits are kept."""
    jurys.JURYS = (jurys.JuryVoulu("31202", 0, CANDIDATS, 0),)
    scene = Scene()
    scene.clore_tout()
    jury = scene.jury()
    petite_cpu, _ = mesurer(lambda: liste(jury, PETITE))
    grande_cpu, grande_mur = mesurer(lambda: liste(jury, GRANDE))
    pointe = memoire()  # before the PVs, whose memory has no limit here
    pv_cpu, pv_mur = mesurer(lambda: pv(jury))
    pvi_cpu, _ = mesurer(lambda: pvi(jury))
    pointe_des_pv = memoire()
    naive_cpu, _ = mesurer(lambda: liste_naive(jury, PETITE))
    pente = (grande_cpu / GRANDE) / (petite_cpu / PETITE)
    print(f"{os.cpu_count()} cœurs")
    print(
        f"PV de {JURYS} jurys × {CANDIDATS} candidats : {pv_cpu:6.2f} s CPU, {pv_mur:6.2f} s, {pointe_des_pv:.0f} Mio"
    )
    jurys_complets = des_jurys_complets(scene, jury, JURYS)
    un, separes = (editer(scene, jurys_complets, separes=separes) for separes in (False, True))
    rapport = un.travail / pv_mur
    print(
        f"  les mêmes par un ouvrier Celery   : {un.travail:6.2f} s de traitement, {un.attente:6.2f} s du clic au document, "
        f"{un.pages} pages, {un.taille / 2**20:.1f} Mio, {un.memoire:.0f} Mio de mémoire"
    )
    print(
        f"  une édition par document (ZIP)    : {separes.travail:6.2f} s de traitement, {separes.attente:6.2f} s du clic "
        f"au document, {separes.taille / 2**20:.1f} Mio"
    )
    print(f"  ouvrier ÷ ce processus            : {rapport:6.2f} (au plus {OUVRIER_AU_PLUS})")
    print(f"PVI de {CANDIDATS} candidats d'un jury      : {pvi_cpu:6.2f} s CPU")
    print(f"liste de {PETITE} lignes par feuilles     : {petite_cpu:6.2f} s CPU")
    print(f"liste de {PETITE} lignes d'un seul tenant : {naive_cpu:6.2f} s CPU")
    print(
        f"liste de {GRANDE} lignes par feuilles    : {grande_cpu:6.2f} s CPU, {grande_mur:6.2f} s (au plus {CPU_AU_PLUS})"
    )
    print(f"coût par ligne, {GRANDE} ÷ {PETITE}        : {pente:6.2f} (au plus {PENTE_AU_PLUS})")
    print(f"mémoire de pointe                  : {pointe:6.0f} Mio (au plus {MEMOIRE_AU_PLUS})")
    tenues = pente <= PENTE_AU_PLUS and grande_cpu <= CPU_AU_PLUS and pointe <= MEMOIRE_AU_PLUS
    return tenues and rapport <= OUVRIER_AU_PLUS


if __name__ == "__main__":
    sys.exit(0 if comparer() else 1)
