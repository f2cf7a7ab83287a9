"""`make demo` as a person lives it: it starts, is killed, starts again, and stops cleanly."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from santorin.embarque import effacer_abandonnes
from santorin.embarque.fils import Fils
from tests.serveurs import RACINE

# The first start loads the whole demonstration.
pytestmark = pytest.mark.timeout(900)
PREMIER_DEMARRAGE, DEMARRAGE_SUIVANT = 480, 240  # seconds, on a machine that runs the rest of the suite too


class Demonstration:
    """The program in its own process, with what it printed."""

    def __init__(self, dossier: Path, port: int) -> None:
        propres = {"DOSSIER_VARIABLE": str(dossier), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
        # Nothing of the suite's own servers and settings.
        siens = {"DATABASE_URL", "REDIS_URL", "SITE_URL", "SECRET_KEY", "DOSSIER_FICHIERS"}
        herites = {nom: valeur for nom, valeur in os.environ.items() if nom not in siens}
        self.ecrit = dossier.with_suffix(".sortie")
        with self.ecrit.open("w") as sortie:
            self.processus = subprocess.Popen(
                [sys.executable, "-m", "santorin.embarque.demo"],
                cwd=RACINE,
                env={**herites, **propres},
                stdout=sortie,
                stderr=subprocess.STDOUT,
            )

    @property
    def sortie(self) -> str:
        return self.ecrit.read_text()

    def adresse(self, delai: float) -> str:
        """Wait until it prints its address."""
        limite = time.monotonic() + delai
        while self.processus.poll() is None and time.monotonic() < limite:
            if trouvee := re.search(r"Le site répond : (\S+)\n", self.sortie):
                return trouvee.group(1)
            time.sleep(0.1)
        raise AssertionError(f"la démonstration n'a pas démarré\n{self.sortie}")

    def finir(self, par: signal.Signals) -> int:
        self.processus.send_signal(par)
        return self.processus.wait(60)


def _lire(adresse: str) -> str:
    return httpx.get(adresse, follow_redirects=True, timeout=20).text


@pytest.fixture
def dossier():
    # Not in /tmp: as root, PostgreSQL runs as another account, which pytest keeps out of there.
    chemin = Path(tempfile.mkdtemp(dir=os.environ["DOSSIER_VARIABLE"]))
    yield chemin
    for nom in ("web", "ouvrier"):
        Fils(nom, chemin).achever_orphelin()
    effacer_abandonnes(chemin)
    shutil.rmtree(chemin)


@pytest.fixture
def lancer(dossier):
    lancees = []

    def lancer(port: int) -> Demonstration:
        lancees.append(Demonstration(dossier, port))
        return lancees[-1]

    yield lancer
    for demonstration in lancees:
        with suppress(ProcessLookupError):
            demonstration.finir(signal.SIGTERM)


def test_la_demonstration_demarre_survit_a_une_mort_brutale_et_s_arrete(lancer):
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        pris = occupant.getsockname()[1]
        premiere = lancer(pris)
        adresse = premiere.adresse(PREMIER_DEMARRAGE)
    assert f"Le port {pris} est pris" in premiere.sortie
    assert "Connexion" in _lire(adresse)
    assert "gestionnaire" in premiere.sortie
    assert lancer(pris).processus.wait(60) == 1, "un second lancement sur le même dossier"

    premiere.finir(signal.SIGKILL)
    port = int(adresse.rpartition(":")[2])
    seconde = lancer(port)
    # The same port: what the killed one had left running on it is gone.
    assert seconde.adresse(DEMARRAGE_SUIVANT) == adresse
    assert "Connexion" in _lire(adresse)

    assert seconde.finir(signal.SIGTERM) == 0
    with pytest.raises(httpx.ConnectError):
        _lire(adresse)
