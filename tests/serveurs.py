"""Pytest plugin: the servers the suite runs on, started before Django reads its settings.

Loaded by `-p tests.serveurs` (pyproject.toml). Where DATABASE_URL or REDIS_URL is set, that server
is used instead; the Redis databases of a test server are emptied without asking.
`python -m tests.serveurs <command>` runs a command on such servers.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from execnet.xspec import XSpec

from santorin.embarque import demarrer, effacer_abandonnes

RACINE = Path(__file__).resolve().parent.parent
ENVIRONNEMENT = {
    "SECRET_KEY": "cle-des-essais-sans-valeur-ailleurs-0123456789-abcdefghij",
    "SITE_URL": "http://localhost",
    # What the worker sends to the receivers: `une_application(secret=settings.CYCLADES_JETON)` accepts it.
    "CYCLADES_JETON": "jeton-des-essais-de-la-chaine",
    "IMAGIN_JETON": "jeton-des-essais-de-la-chaine",
    # Tests of the second factor ask for it themselves.
    "SECOND_FACTEUR_PROFILS": "",
    # Celery warns when root runs a worker; in a container there is nobody else.
    "C_FORCE_ROOT": "1",
}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Before pytest-django, which reads the settings in this same hook."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        preparer_environnement()
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list[XSpec]) -> None:
    """Each xdist worker gets a Redis database and a folder of files of its own."""
    for rang, noeud in enumerate(specs, start=1):
        noeud.env["REDIS_URL"] = base_redis(os.environ["REDIS_URL"], rang)
        noeud.env["DOSSIER_FICHIERS"] = f"{os.environ['DOSSIER_FICHIERS']}-{rang}"


def base_redis(adresse: str, numero: int) -> str:
    """The same Redis server, another of its numbered databases."""
    return urlunsplit(urlsplit(adresse)._replace(path=f"/{numero}"))


def preparer_environnement(*, durable: bool = False) -> None:
    """Start the missing servers, until this process ends, and export what the settings read.

    `durable` servers wait for the disk, as in production: for benchmarks.
    """
    dossier = _dossier_neuf(durable=durable)
    os.environ |= ENVIRONNEMENT
    os.environ["DOSSIER_VARIABLE"] = str(dossier)
    os.environ["DOSSIER_FICHIERS"] = str(dossier / "fichiers")
    (dossier / "statique").mkdir()


def _dossier_neuf(*, durable: bool) -> Path:
    """A folder of this run, its missing servers started; a killed run's are removed first."""
    racine = RACINE / "var" / "tests"
    racine.mkdir(parents=True, exist_ok=True)
    notre = "DATABASE_URL" not in os.environ
    with (racine / "verrou").open("a") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        effacer_abandonnes(racine)
        dossier = Path(tempfile.mkdtemp(dir=racine))
        dossier.chmod(0o755)
        atexit.register(shutil.rmtree, dossier, ignore_errors=True)
        if notre:
            os.environ["BASE_MODELE"] = "modele"
        serveurs = demarrer(
            dossier,
            durable=durable,
            postgresql=notre,
            redis="REDIS_URL" not in os.environ,
        )
        atexit.register(serveurs.arreter)
    os.environ |= serveurs.adresses.environnement()
    return dossier


if __name__ == "__main__":
    preparer_environnement()
    sys.exit(subprocess.run(sys.argv[1:], check=False).returncode)
