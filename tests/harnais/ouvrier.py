"""A real Celery worker in its own process, on the test's own database."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import redis

DELAI = 60  # seconds; a worker starts in two or three
# Heartbeats short enough that a job whose worker was killed is taken up within the test.
CADENCE = {"TRAITEMENT_BATTEMENT": "0.2", "TRAITEMENT_SILENCE": "2", "OUVRIERS": "2"}


def adresse_de_la_base(reglages: dict[str, object]) -> str:
    """DATABASE_URL of the database Django is connected to, here the test's."""
    acces = ":".join(quote(str(reglages[nom]), safe="") for nom in ("USER", "PASSWORD"))
    return f"postgres://{acces}@{reglages['HOST']}:{reglages['PORT'] or 5432}/{reglages['NAME']}"


class Ouvrier:
    """One worker (with its clock) that a test can start, stop, kill and start again.

    `environnement` is what the process sees over ours; `journal` is where it writes.
    """

    def __init__(self, environnement: dict[str, str], journal: Path) -> None:
        self.environnement = {**os.environ, **CADENCE, **environnement}
        self.journal = journal
        self._courtier = redis.Redis.from_url(self.environnement["REDIS_URL"])
        self._processus: subprocess.Popen[bytes] | None = None
        self._suspendu = False

    @property
    def vivant(self) -> bool:
        """Whether the process runs (even suspended)."""
        return self._processus is not None and self._processus.poll() is None

    def start(self, **variables: str) -> None:
        """Start, or wake up, and wait until tasks are taken. `variables` complete the environment."""
        if self.vivant:
            self._reveiller()
            return
        self.environnement |= variables
        debut = self.journal.stat().st_size if self.journal.exists() else 0
        horloge = self.journal.with_suffix(".horloge")
        horloge.unlink(missing_ok=True)
        options = ["-B", "-s", str(horloge), "--loglevel=INFO", "--without-gossip", "--without-mingle"]
        options += ["--include", "tests.harnais.taches"]
        with self.journal.open("ab") as sortie:
            self._processus = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "santorin", "worker", *options],
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=subprocess.STDOUT,
                env=self.environnement,
                # A group of its own: killing it kills the children that do the work.
                start_new_session=True,
            )
        self._attendre_qu_il_soit_pret(debut)

    def stop(self) -> None:
        """End as an operator does (SIGTERM): running tasks are finished first."""
        if self._processus is not None and self.vivant:
            self._reveiller()
            self._processus.terminate()
            try:
                self._processus.wait(DELAI)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """SIGKILL to the worker and its children at once, as a power cut does."""
        if self._processus is not None:
            if self.vivant:
                os.killpg(self._processus.pid, signal.SIGKILL)
            self._processus.wait()
            self._suspendu = False
            # Redis would deliver them again in an hour: a test does not wait for that.
            self._courtier.delete("unacked", "unacked_index")

    def restart(self) -> None:
        """Kill if alive, then start."""
        self.kill()
        self.start()

    def au_repos(self) -> bool:
        """Whether no task waits or runs. Acknowledgement is late: a running task is still counted.

        Looked at twice: a task is nowhere for an instant, between the queue and the worker's list.
        """
        if not self._files_vides():
            return False
        time.sleep(0.05)
        return self._files_vides()

    def _files_vides(self) -> bool:
        return not self._courtier.llen("celery") and not self._courtier.hlen("unacked")

    def attendre_le_repos(self, delai: float = DELAI) -> None:
        """Wait until every task is done. Raises TimeoutError after `delai` seconds."""
        limite = time.monotonic() + delai
        while not self.au_repos():
            if time.monotonic() > limite:
                raise TimeoutError(f"l'ouvrier travaille encore\n{self._fin_du_journal()}")
            time.sleep(0.05)

    def suspendre(self) -> None:
        """Freeze an idle worker, so that its clock does not touch the data of the next test.

        A dead or stuck one is ended, and its queue emptied.
        """
        limite = time.monotonic() + DELAI
        while self._processus is not None and self.vivant and time.monotonic() < limite:
            if self.au_repos():
                os.killpg(self._processus.pid, signal.SIGSTOP)
                self._suspendu = True
                if self.au_repos():
                    return
                self._reveiller()
        self.kill()
        self._courtier.flushdb()

    def _reveiller(self) -> None:
        if self._processus is not None and self._suspendu:
            os.killpg(self._processus.pid, signal.SIGCONT)
            self._suspendu = False

    def _attendre_qu_il_soit_pret(self, debut: int) -> None:
        limite = time.monotonic() + DELAI
        while self.vivant and time.monotonic() < limite:
            if b" ready." in self.journal.read_bytes()[debut:]:
                return
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"l'ouvrier n'a pas démarré\n{self._fin_du_journal()}")

    def _fin_du_journal(self) -> str:
        return "\n".join(self.journal.read_text(errors="replace").splitlines()[-40:])
