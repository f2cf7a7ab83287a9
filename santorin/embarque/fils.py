"""Child processes: found, started, stopped, and found again after their owner was killed."""

import fcntl
import importlib.util
import os
import pwd
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

DELAI_D_ARRET = 20  # seconds given to a child before it is killed


def programme(paquet: str, chemin: str) -> str:
    """Path of a program carried by an installed wheel, found without importing the wheel.

    Raises FileNotFoundError when the wheel is not installed.
    """
    module = importlib.util.find_spec(paquet)
    for racine in (module.submodule_search_locations or []) if module else []:
        if (trouve := Path(racine) / chemin).exists():
            return str(trouve)
    raise FileNotFoundError(f"{paquet} n'est pas installé : pip install -r requirements/demo.txt")


def port_libre() -> int:
    """A loopback TCP port nobody listens on at this instant."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        numero: int = prise.getsockname()[1]
        return numero


class Fils:
    """One long-lived child: `<nom>.log` is what it writes, `<nom>.pid` its trace in `dossier`.

    The child inherits a lock on its trace: as long as it or a child of its own lives, the lock is
    held, so an orphan is told apart from a recycled process number.
    """

    def __init__(self, nom: str, dossier: Path) -> None:
        self.journal = dossier / f"{nom}.log"
        self._trace = dossier / f"{nom}.pid"
        self._processus: subprocess.Popen[bytes] | None = None

    @property
    def numero(self) -> int | None:
        """Process number, None when it does not run."""
        return self._processus.pid if self._processus and self._processus.poll() is None else None

    def demarrer(
        self,
        commande: list[str],
        *,
        environnement: dict[str, str],
        compte: pwd.struct_passwd | None = None,
    ) -> None:
        """Start it in a group of its own: Ctrl-C reaches us, who stop it in order.

        `compte` is the system account it runs under (only root can choose one).
        """
        with self.journal.open("ab") as journal, self._trace.open("w") as trace:
            fcntl.flock(trace, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._processus = subprocess.Popen(
                commande,
                stdin=subprocess.DEVNULL,
                stdout=journal,
                stderr=subprocess.STDOUT,
                env=environnement,
                pass_fds=[trace.fileno()],
                start_new_session=True,
                user=compte.pw_uid if compte else None,
                group=compte.pw_gid if compte else None,
                extra_groups=[] if compte else None,
            )
            trace.write(str(self._processus.pid))

    def arreter(self, par: signal.Signals = signal.SIGTERM) -> None:
        """End it with the signal `par`; kill it and its children if it takes too long."""
        if self._processus is None:
            return
        if self._processus.poll() is None:
            self._processus.send_signal(par)
        try:
            self._processus.wait(DELAI_D_ARRET)
        except subprocess.TimeoutExpired:
            os.killpg(self._processus.pid, signal.SIGKILL)
            self._processus.wait()
        self._processus = None

    def achever_orphelin(self, par: signal.Signals = signal.SIGTERM) -> None:
        """End what a killed owner left running; do nothing when nothing runs."""
        with self._trace.open("a+") as trace:
            if _libre(trace):
                return
            trace.seek(0)
            groupe = int(trace.read())
            for appel in (par, signal.SIGKILL):
                # The group may be down to a descendant that left it, and is ending too.
                with suppress(ProcessLookupError):
                    os.killpg(groupe, appel)
                if _attendre(trace):
                    return
        raise RuntimeError(f"le processus {groupe} ne s'arrête pas ({self._trace})")

    def fin_du_journal(self) -> str:
        """The last lines it wrote, for the message of its failure."""
        return "\n".join(self.journal.read_text(errors="replace").splitlines()[-20:])


def _libre(trace: IO[str]) -> bool:
    try:
        fcntl.flock(trace, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _attendre(trace: IO[str]) -> bool:
    limite = time.monotonic() + DELAI_D_ARRET
    while not _libre(trace) and time.monotonic() < limite:
        time.sleep(0.02)
    return _libre(trace)
