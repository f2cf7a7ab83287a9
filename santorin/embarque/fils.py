"""Child processes: where their programs are, how they are started and stopped."""

import importlib.util
import os
import pwd
import signal
import socket
import subprocess
from pathlib import Path


def programme(paquet: str, chemin: str) -> Path:
    """Path of a program carried by an installed wheel, found without importing the wheel.

    Raises FileNotFoundError when the wheel is not installed.
    """
    module = importlib.util.find_spec(paquet)
    for racine in (module.submodule_search_locations or []) if module else []:
        if (trouve := Path(racine) / chemin).exists():
            return trouve
    message = f"{paquet} n'est pas installé : pip install -r requirements/demo.txt"
    raise FileNotFoundError(message)


def port_libre() -> int:
    """A loopback TCP port nobody listens on at this instant."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        numero: int = prise.getsockname()[1]
        return numero


def lancer(
    commande: list[str], *, journal: Path, compte: pwd.struct_passwd | None = None
) -> subprocess.Popen[bytes]:
    """Start a server, writing to `journal`.

    It gets a session of its own: Ctrl-C reaches us, who stop it in order. `compte` is the system
    account it runs under (only root can choose one).
    """
    with journal.open("ab") as sortie:
        return subprocess.Popen(
            commande,
            stdin=subprocess.DEVNULL,
            stdout=sortie,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C"},
            start_new_session=True,
            user=compte.pw_uid if compte else None,
            group=compte.pw_gid if compte else None,
            extra_groups=[] if compte else None,
        )


def arreter(processus: subprocess.Popen[bytes], *, par: signal.Signals, delai: float = 20) -> None:
    """Ask a child to end with the signal `par`; kill it after `delai` seconds."""
    if processus.poll() is not None:
        return
    processus.send_signal(par)
    try:
        processus.wait(delai)
    except subprocess.TimeoutExpired:
        processus.kill()
        processus.wait()
