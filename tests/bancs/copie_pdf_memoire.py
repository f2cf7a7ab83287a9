"""Write one copy, described in JSON on the standard input, and print this process's peak memory in MiB."""

import json
import re
import sys
from pathlib import Path
from tempfile import TemporaryFile

from santorin.editions.copie import (
    TOUS_LES_EXPORTS,
    CopieAEditer,
    PageScannee,
    Recapitulatif,
    depuis_json,
    ecrire,
)

pages = tuple(
    PageScannee(Path(chemin), *reste, tuple(depuis_json(forme) for forme in formes))
    for chemin, *reste, formes in json.load(sys.stdin)
)
resume = Recapitulatif(
    "Philosophie", "PHI", "2026", "Baccalauréat général", note="14", sur="20", appreciation="Bien."
)
with TemporaryFile() as sortie:
    ecrire(CopieAEditer(pages, resume, TOUS_LES_EXPORTS), sortie)
releve = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
print(int(releve.group(1)) / 1024 if releve else "nan")
