"""The base that every process of the suite copies: migrations are run once."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

RACINE = Path(__file__).resolve().parents[2]


def preparer(nom: str) -> None:
    """Make and migrate the base of that name, unless another process of this run has; processes wait for the first."""
    dossier = Path(os.environ["DOSSIER_VARIABLE"])
    fait = dossier / f"{nom}.fait"
    with (dossier / f"{nom}.verrou").open("a") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not fait.exists():
            with connection._nodb_cursor() as curseur:
                curseur.execute(f"CREATE DATABASE {connection.ops.quote_name(nom)}")
            adresse = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{nom}"))
            subprocess.run(
                [sys.executable, RACINE / "manage.py", "migrate", "--verbosity=0"],
                env=os.environ
                | {"DATABASE_URL": adresse, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
                check=True,
            )
            fait.touch()
