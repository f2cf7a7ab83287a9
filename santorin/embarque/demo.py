"""The demonstration: `python -m santorin.embarque.demo`, which `make demo` runs.

Starts what is missing (PostgreSQL, Redis), then the site and its worker; Ctrl-C stops everything,
and the next start finds its data again. See docs/exploitation.md for production.
"""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from santorin.embarque.fils import Fils
from santorin.embarque.serveurs import DossierOccupe, demarrer

RACINE = Path(__file__).resolve().parents[2]
DOSSIER = Path(os.environ.get("DOSSIER_VARIABLE", RACINE / "var")).resolve()
PREMIER_PORT = 8000
DELAI_DU_SITE = 60  # seconds
# Two processes of eight threads: a clôture sends its marks to this same site while people read it.
PROCESSUS_DU_SITE = ["--workers", "2", "--threads", "8"]


class Arret(RuntimeError):
    """The demonstration cannot go on; its message says why."""


def main() -> int:
    """Run until interrupted. Returns the exit status: 0 when asked to stop, 1 on a failure."""
    for demande in (signal.SIGINT, signal.SIGTERM):
        signal.signal(demande, signal.default_int_handler)
    with ExitStack() as pile:
        try:
            _demontrer(pile)
        except KeyboardInterrupt:
            # A second Ctrl-C must not interrupt the stop itself.
            for demande in (signal.SIGINT, signal.SIGTERM):
                signal.signal(demande, signal.SIG_IGN)
            print("\nArrêt en cours…", flush=True)
        except (Arret, DossierOccupe) as raison:
            print(f"\n{raison}", file=sys.stderr, flush=True)
            return 1
    return 0


def _demontrer(pile: ExitStack) -> None:
    serveurs = pile.enter_context(
        demarrer(
            DOSSIER / "serveurs",
            postgresql="DATABASE_URL" not in os.environ,
            redis="REDIS_URL" not in os.environ,
        )
    )
    web, ouvrier = Fils("web", DOSSIER), Fils("ouvrier", DOSSIER)
    web.achever_orphelin()
    ouvrier.achever_orphelin()
    port = _choisir_port()
    environnement = _environnement(port) | serveurs.adresses.environnement()
    (DOSSIER / "statique").mkdir(exist_ok=True)
    _commande(environnement, "migrate", "--no-input", "--verbosity=0")
    _commande(environnement, "charger_demonstration")
    pile.callback(web.arreter)
    web.demarrer(_site(port), environnement=environnement)
    pile.callback(ouvrier.arreter)
    ouvrier.demarrer(_ouvrier(), environnement=environnement)
    _attendre_le_site(web, port)
    _commande(environnement, "comptes_demonstration")
    print(f"\nLe site répond : {environnement['SITE_URL']}", flush=True)
    print(f"Journaux : {web.journal} et {ouvrier.journal}. Ctrl-C arrête tout.", flush=True)
    _surveiller(web, ouvrier)


def _choisir_port() -> int:
    """PORT, or 8000; the next free one when it is taken."""
    demande = int(os.environ.get("PORT", PREMIER_PORT))
    for port in range(demande, demande + 100):
        with socket.socket() as prise, suppress(OSError):
            prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            prise.bind(("127.0.0.1", port))
            if port != demande:
                print(f"Le port {demande} est pris : le site sera sur le port {port}.", flush=True)
            return port
    raise Arret(f"Aucun port libre entre {demande} et {demande + 99}.")


def _environnement(port: int) -> dict[str, str]:
    site = os.environ.get("SITE_URL", f"http://127.0.0.1:{port}")
    defauts = {
        "DEBUG": "off",
        "SECRET_KEY": _secret("cle"),
        "CYCLADES_JETON": _secret("jeton-cyclades"),
        "IMAGIN_JETON": _secret("jeton-imagin"),
        "DOSSIER_VARIABLE": str(DOSSIER),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SITE_URL": site,
        "CYCLADES_URL": site,
        "IMAGIN_URL": site,
        "DJANGO_SETTINGS_MODULE": "santorin.settings",
        # Everybody tries the accounts printed below, without an application on a telephone.
        "SECOND_FACTEUR_PROFILS": "",
        "C_FORCE_ROOT": "1",
    }
    return defauts | os.environ


def _secret(nom: str) -> str:
    """A secret of this demonstration, kept: a restart logs nobody out and breaks no exchange."""
    fichier = DOSSIER / nom
    if not fichier.exists():
        fichier.touch(mode=0o600)
        fichier.write_text(secrets.token_urlsafe(64))
    return fichier.read_text()


def _commande(environnement: dict[str, str], *arguments: str) -> None:
    # The checks read every address of the site; `make check` runs them.
    commande = [sys.executable, str(RACINE / "manage.py"), *arguments, "--skip-checks"]
    if subprocess.run(commande, env=environnement, check=False).returncode:
        raise Arret(f"La commande « manage.py {arguments[0]} » a échoué.")


def _site(port: int) -> list[str]:
    options = ["--bind", f"127.0.0.1:{port}", *PROCESSUS_DU_SITE, "--access-logfile", "-"]
    return [sys.executable, "-m", "gunicorn", "santorin.wsgi", "--chdir", str(RACINE), *options]


def _ouvrier() -> list[str]:
    horloge = ["-B", "--schedule", str(DOSSIER / "horloge")]
    celery = [sys.executable, "-m", "celery", "-A", "santorin", "--workdir", str(RACINE)]
    return [*celery, "worker", "--loglevel", "INFO", *horloge]


def _attendre_le_site(web: Fils, port: int) -> None:
    limite = time.monotonic() + DELAI_DU_SITE
    while web.numero and time.monotonic() < limite:
        connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=DELAI_DU_SITE)
        with suppress(ConnectionError):
            connexion.request("GET", "/")
            if connexion.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
                return
            raise Arret(f"Le site répond par une erreur :\n{web.fin_du_journal()}")
        time.sleep(0.05)
    raise Arret(f"Le site n'a pas démarré :\n{web.fin_du_journal()}")


def _surveiller(*fils: Fils) -> None:
    while all(un.numero for un in fils):
        time.sleep(0.5)
    fins = [un.fin_du_journal() for un in fils if not un.numero]
    raise Arret("\n".join(["Un processus s'est arrêté :", *fins]))


if __name__ == "__main__":
    sys.exit(main())
