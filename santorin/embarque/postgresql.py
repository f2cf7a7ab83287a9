"""PostgreSQL from its wheel: one folder, one loopback port, one password."""

import os
import signal
import time
from pathlib import Path

import psycopg
from psycopg import sql

from santorin.embarque import grappe
from santorin.embarque.fils import Fils, port_libre

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
# A test's base is thrown away: surviving a power cut would only cost time. Statistics taken between two tests
# describe empty tables, and one test's plans on them took minutes: none are taken.
REGLAGES_EPHEMERES = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "scram_iterations": "1",
    "autovacuum": "off",
}


class PostgreSQL:
    """A server whose cluster lives in `dossier`; nothing runs until `demarrer()`."""

    def __init__(self, dossier: Path, *, base: str, motdepasse: str, durable: bool) -> None:
        self.grappe = dossier / "postgresql"
        self.base = base
        self.motdepasse = motdepasse
        self.durable = durable
        self.reglages = REGLAGES if durable else REGLAGES | REGLAGES_EPHEMERES
        self.port = 0
        self.fils = Fils("postgresql", dossier)

    @property
    def adresse(self) -> str:
        """DATABASE_URL of the application's own database and role, which is no superuser."""
        return f"postgres://{self.base}:{self.motdepasse}@127.0.0.1:{self.port}/{self.base}"

    def demarrer(self) -> None:
        """Start the server; the first time, make its cluster, its role and its database.

        Raises RuntimeError with the end of the server's log when it does not come up.
        """
        self.achever_orphelin()
        grappe.ouvrir_le_passage(self.grappe.parent)
        if not self.grappe.exists():
            grappe.creer(self.grappe, motdepasse=self.motdepasse)
        # No server runs on this folder: its process file, if any, names a dead or foreign process.
        (self.grappe / "postmaster.pid").unlink(missing_ok=True)
        self.port = port_libre()
        options = [f"-c{nom}={valeur}" for nom, valeur in self.reglages.items()]
        self.fils.demarrer(
            [grappe.outil("postgres"), "-D", str(self.grappe), "-p", str(self.port), *options],
            environnement={**os.environ, "LC_ALL": "C"},
            compte=grappe.compte_du_serveur(),
        )
        self._attendre()
        self._creer_base()

    def arreter(self) -> None:
        """Stop at once and cleanly: what is not committed is rolled back."""
        self.fils.arreter(signal.SIGINT)

    def achever_orphelin(self) -> None:
        """Stop the server that a killed owner left running on this folder."""
        self.fils.achever_orphelin(signal.SIGINT)

    def _attendre(self) -> None:
        limite = time.monotonic() + DELAI_DE_DEMARRAGE
        while self.fils.numero and time.monotonic() < limite:
            if self._est_pret():
                return
            time.sleep(0.02)
        raise RuntimeError(self.fils.fin_du_journal())

    def _est_pret(self) -> bool:
        """The running server writes its state as the last line of its process file."""
        try:
            return (self.grappe / "postmaster.pid").read_text().rstrip().endswith("\nready")
        except FileNotFoundError:
            return False

    def _creer_base(self) -> None:
        role = sql.Identifier(self.base)
        with self._administration() as connexion:
            if connexion.execute("SELECT FROM pg_database WHERE datname = %s", [self.base]).rowcount:
                return
            creation = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
            connexion.execute(creation.format(role, sql.Literal(self.motdepasse)))
            connexion.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(role))
            if not self.durable:  # so that a test's rows can be deleted in any order
                connexion.execute(
                    sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(role)
                )

    def _administration(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=self.motdepasse,
            dbname="postgres",
            autocommit=True,
        )
