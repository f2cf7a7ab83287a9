"""PostgreSQL from its wheel: one folder, one loopback port, one password."""

import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql

from santorin.embarque import grappe
from santorin.embarque.fils import arreter, lancer, port_libre

DELAI_DE_DEMARRAGE = 60  # seconds; a base that crashed replays its log first

REGLAGES = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    # A container's /dev/shm is often 64 MB: parallel queries must not depend on it.
    "dynamic_shared_memory_type": "mmap",
}
# A test's base is thrown away: surviving a power cut would only cost time.
REGLAGES_EPHEMERES = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "scram_iterations": "1",
}


class PostgreSQL:
    """A server whose cluster lives in `dossier`; nothing runs until `demarrer()`."""

    def __init__(self, dossier: Path, *, base: str, motdepasse: str, durable: bool) -> None:
        self.grappe = dossier / "postgresql"
        self.journal = dossier / "postgresql.log"
        self.base = base
        self.motdepasse = motdepasse
        self.reglages = REGLAGES if durable else REGLAGES | REGLAGES_EPHEMERES
        self.port = 0
        self._processus: subprocess.Popen[bytes] | None = None

    @property
    def adresse(self) -> str:
        """DATABASE_URL of the application's own database and role, which is no superuser."""
        return f"postgres://{self.base}:{self.motdepasse}@127.0.0.1:{self.port}/{self.base}"

    def demarrer(self) -> None:
        """Start the server; the first time, make its cluster, its role and its database.

        Raises RuntimeError with the end of the server's log when it does not come up.
        """
        if not self.grappe.exists():
            grappe.creer(self.grappe, motdepasse=self.motdepasse, journal=self.journal)
        self.achever_orphelin()
        self.port = port_libre()
        options = [f"-c{nom}={valeur}" for nom, valeur in self.reglages.items()]
        self._processus = lancer(
            [grappe.outil("postgres"), "-D", str(self.grappe), "-p", str(self.port), *options],
            journal=self.journal,
            compte=grappe.compte_du_serveur(),
        )
        self._attendre(self._processus)
        self._creer_base()

    def arreter(self) -> None:
        """Stop at once and cleanly: what is not committed is rolled back."""
        if self._processus is not None:
            arreter(self._processus, par=signal.SIGINT)
            self._processus = None

    def _attendre(self, processus: subprocess.Popen[bytes]) -> None:
        limite = time.monotonic() + DELAI_DE_DEMARRAGE
        while time.monotonic() < limite and processus.poll() is None:
            lignes = self._fiche()
            if lignes[:1] == [str(processus.pid)] and lignes[-1].strip() == "ready":
                return
            time.sleep(0.02)
        self.arreter()
        raise RuntimeError(grappe.fin_du_journal(self.journal))

    def _fiche(self) -> list[str]:
        """What the running server writes of itself: process number, folder, start, port… state."""
        try:
            return (self.grappe / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def achever_orphelin(self) -> None:
        """Stop the server that a killed owner left running on this folder.

        It is known by our password on its port: a recycled process number is never signalled.
        """
        fiche = self._fiche()
        if len(fiche) < 4:
            return
        with suppress(psycopg.OperationalError):
            self._connexion("postgres", port=int(fiche[3])).close()
            lancer(
                [grappe.outil("pg_ctl"), "-D", str(self.grappe), "-m", "fast", "-w", "stop"],
                journal=self.journal,
                compte=grappe.compte_du_serveur(),
            ).wait()
        (self.grappe / "postmaster.pid").unlink(missing_ok=True)

    def _creer_base(self) -> None:
        with self._connexion("postgres", port=self.port) as connexion:
            role = sql.Identifier(self.base)
            if connexion.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.base]).rowcount:
                return
            connexion.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(
                    role, sql.Literal(self.motdepasse)
                )
            )
            connexion.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(role))

    def _connexion(self, role: str, *, port: int) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=port,
            user=role,
            password=self.motdepasse,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )
