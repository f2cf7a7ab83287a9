"""The results morning: candidates' pages under load, against nginx and static files of the same size (performance.md §8).

200 candidates, each with its own session, ticket and page; wrk asks for them all in turn, 50 requests in flight, on
loopback, on the same cores. In the same run:

- nginx, static files of the same bytes: the limit;
- gunicorn and a program that does nothing but send such bytes: what this kind of server can do at most;
- gunicorn and the door (`resultats.matin.Porte`): each candidate's first view;
- gunicorn and Django alone, the same address: what the door spares;
- nginx before the door, keeping a page five seconds for its own ticket and session: the reloads of a morning.

Run: `python -m tests.bancs.resultats_du_matin`. Needs nginx and wrk (`.ci/paquets bancs`). Exit code 1 when a limit is
passed.
"""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpResponse  # noqa: E402

from resultats import billets  # noqa: E402
from resultats.actions.matin import preparer_les_pages  # noqa: E402
from resultats.models import NatureService, PagePrete  # noqa: E402
from santorin.traitements.compte_rendu import CompteRendu  # noqa: E402
from tests.fabriques.espace import un_compte_de_candidat  # noqa: E402
from tests.fabriques.resultats import des_resultats, un_service  # noqa: E402

CANDIDATS, EN_VOL, SECONDES = 200, 50, 6
# Accounts by the thousand: no password is checked here, only its mark.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
RATIO_DU_FRONTAL, GAIN_DE_LA_PORTE = 0.3, 3
EPREUVES = tuple((f"E{n}", f"Épreuve numéro {n}", f"{n},5", "2") for n in range(1, 13))
NGINX = shutil.which("nginx") or sys.exit("Ce banc se compare à nginx, qui n’est pas installé.")
WRK = shutil.which("wrk") or sys.exit("Ce banc mesure avec wrk, qui n’est pas installé.")
RIEN = """
import pathlib
OCTETS = pathlib.Path(__file__).with_name("page").read_bytes()
def application(environ, repondre):
    repondre("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(OCTETS)))])
    return [OCTETS]
"""
DJANGO_SEUL = """
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
"""
CONFIGURATION = """
worker_processes 2; pid {dossier}/nginx.pid; error_log {dossier}/erreurs.log; daemon off;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; default_type text/html;
  client_body_temp_path {dossier}/t1; proxy_temp_path {dossier}/t2; fastcgi_temp_path {dossier}/t3;
  uwsgi_temp_path {dossier}/t4; scgi_temp_path {dossier}/t5;
  proxy_cache_path {dossier}/garde keys_zone=pages:16m max_size=256m;
  upstream porte {{ server {porte}; keepalive 32; }}
  server {{ listen {fixe}; root {dossier}/fixes; }}
  server {{
    listen {frontal};
    location ~ ^/espace-candidat/resultats/[0-9]+/$ {{
      proxy_pass http://porte; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_set_header Accept-Encoding gzip;
      proxy_cache pages; proxy_cache_lock on;
      proxy_cache_key "$cookie_billet|$cookie_sessionid|$uri";
    }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Debit:
    """Requests per second and the 99th percentile (ms), as wrk tells them."""

    par_seconde: float
    p99: float

    def __str__(self) -> str:
        return f"{self.par_seconde:8,.0f} req/s, p99 {self.p99:6.1f} ms"


def dresser(dossier: Path) -> None:
    """The candidates, their pages; wrk's script, and the static files of the same bytes."""
    resultats = des_resultats(CANDIDATS, epreuves=EPREUVES)
    un_service(NatureService.CANDIDATS)
    preparer_les_pages(CompteRendu(par=None, parametres={"cadre": ["BCP", "2027-06", "A14"]}))
    (dossier / "fixes").mkdir()
    demandes, fixes = [], []
    for resultat in resultats:
        cle = resultat.candidature_id
        demandes.append((f"/espace-candidat/resultats/{cle}/", _temoins(resultat.candidature)))
        (dossier / "fixes" / str(cle)).write_bytes(PagePrete.objects.get(pk=cle).contenu)
        fixes.append((f"/{cle}", ""))
    (dossier / "page").write_bytes(PagePrete.objects.get(pk=resultats[0].candidature_id).contenu)
    _script(dossier / "candidats.lua", demandes)
    _script(dossier / "fixes.lua", fixes)
    (dossier / "rien.py").write_text(RIEN)
    (dossier / "django_seul.py").write_text(DJANGO_SEUL)


def _temoins(candidature) -> str:
    compte = un_compte_de_candidat(candidature)
    session = SessionStore()
    session[SESSION_KEY] = str(compte.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = compte.get_session_auth_hash()
    session.create()
    reponse = HttpResponse()
    billets.donner(
        reponse,
        billets.Billet(
            compte.pk,
            billets.marque_de_session(session.session_key),
            billets.marque_du_mot_de_passe(compte.password),
            (candidature.pk,),
        ),
    )
    billet = reponse.cookies[billets.NOM].value
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {billets.NOM}={billet}"


def _script(chemin: Path, demandes: list[tuple[str, str]]) -> None:
    lignes = ",\n".join(f'{{"{adresse}", "{temoins}"}}' for adresse, temoins in demandes)
    chemin.write_text(
        f"local d = {{{lignes}}}\nlocal n = 0\n"
        "request = function()\n n = n % #d + 1\n"
        ' return wrk.format("GET", d[n][1], {["Cookie"] = d[n][2], ["Accept-Encoding"] = "gzip"})\nend\n'
    )


CHAUFFE = 24  # requests that open each thread's connection to the base, not counted


def mesurer(adresse: str, script: Path) -> Debit:
    """wrk on that address; every answer must be a page."""
    chauffer(adresse, script)
    ordre = [
        WRK,
        "-t1",
        f"-c{EN_VOL}",
        f"-d{SECONDES}",
        "--timeout",
        "60s",
        "--latency",
        "-s",
        str(script),
        f"http://{adresse}",
    ]
    dit = subprocess.run(ordre, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in dit or "Socket errors" in dit or " 0 requests" in dit:
        raise RuntimeError(dit)
    p99, unite = re.search(r"99%\s+([0-9.]+)(us|ms|s)", dit).groups()
    return Debit(
        float(re.search(r"Requests/sec:\s+([0-9.]+)", dit)[1]),
        float(p99) * {"us": 0.001, "ms": 1, "s": 1000}[unite],
    )


def chauffer(adresse: str, script: Path) -> None:
    """Ask a few times, at ease: what a server does only once is done."""
    chemin, temoins = re.search(r'\{"([^"]+)", "([^"]*)"\}', script.read_text()).groups()
    for _ in range(CHAUFFE):
        liaison = http.client.HTTPConnection(adresse, timeout=120)
        liaison.request("GET", chemin, headers={"Cookie": temoins, "Accept-Encoding": "gzip"})
        reponse = liaison.getresponse()
        reponse.read()
        liaison.close()
        if reponse.status != HTTPStatus.OK:
            raise RuntimeError(f"{adresse}{chemin} : {reponse.status}")


@contextmanager
def gunicorn(application: str, dossier: Path) -> Iterator[str]:
    """Two processes of eight threads, as in production (Dockerfile), on this machine's two cores; the address."""
    adresse = libre()
    ordre = [
        sys.executable, "-m", "gunicorn", application, "--bind", adresse, "--workers", "2", "--threads", "8", "--preload",
        "--pythonpath", str(dossier),
    ]  # fmt: skip
    environnement = os.environ | {"SITE_URL": f"http://{adresse}", "NIVEAU_JOURNAL": "ERROR"}
    with tourner(ordre, adresse, environnement):
        yield adresse


@contextmanager
def tourner(ordre: list[str], adresse: str, environnement: dict[str, str] | None = None) -> Iterator[None]:
    """A server, until the end of the block."""
    processus = subprocess.Popen(ordre, env=environnement, stderr=subprocess.DEVNULL)
    try:
        attendre(adresse)
        yield
    finally:
        processus.terminate()
        processus.wait()


def libre() -> str:
    """A free address on loopback."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{prise.getsockname()[1]}"


def attendre(adresse: str, delai: float = 60) -> None:
    """Until somebody listens there."""
    hote, _, port = adresse.partition(":")
    limite = time.monotonic() + delai
    while True:
        try:
            socket.create_connection((hote, int(port)), timeout=1).close()
        except OSError:
            if time.monotonic() > limite:
                raise
            time.sleep(0.1)
        else:
            return


def verifier_la_garde(frontal: str, dossier: Path) -> None:
    """What the front server keeps for one candidate is given to nobody else."""
    adresse = re.search(r'"(/espace[^"]+)"', (dossier / "candidats.lua").read_text())[1]
    liaison = http.client.HTTPConnection(frontal, timeout=60)
    liaison.request("GET", adresse)
    if liaison.getresponse().status != HTTPStatus.FOUND:
        raise RuntimeError("le frontal n'a pas renvoyé un inconnu à la connexion")


def main() -> int:
    """Measure, print, judge."""
    with tempfile.TemporaryDirectory(dir=settings.DOSSIER_VARIABLE) as nom:
        dossier = Path(nom)
        dossier.chmod(0o755)
        with transaction.atomic():
            dresser(dossier)
        candidats = dossier / "candidats.lua"
        with gunicorn("rien", dossier) as adresse:
            rien = mesurer(adresse, candidats)
        with gunicorn("django_seul", dossier) as adresse:
            seul = mesurer(adresse, candidats)
        with gunicorn("santorin.wsgi", dossier) as adresse:
            porte = mesurer(adresse, candidats)
            fixe, frontal = libre(), libre()
            (dossier / "nginx.conf").write_text(
                CONFIGURATION.format(dossier=dossier, porte=adresse, fixe=fixe, frontal=frontal)
            )
            with tourner([NGINX, "-c", str(dossier / "nginx.conf"), "-p", nom], fixe):
                statique = mesurer(fixe, dossier / "fixes.lua")
                rechargee = mesurer(frontal, candidats)
                verifier_la_garde(frontal, dossier)
        octets = (dossier / "page").stat().st_size
    return conclure(octets, statique, porte=porte, rien=rien, seul=seul, rechargee=rechargee)


def conclure(
    octets: int, statique: Debit, *, rien: Debit, porte: Debit, seul: Debit, rechargee: Debit
) -> int:
    """Print both sides of each ratio; 1 when a limit is passed."""
    print(
        f"{os.cpu_count()} cœurs ; {CANDIDATS} candidats, pages de {octets} octets, {EN_VOL} demandes en vol"
    )
    for nom, debit in (
        ("nginx, fichiers fixes", statique),
        ("gunicorn qui n’envoie que des octets", rien),
        ("la porte, première vue", porte),
        ("Django seul, même page", seul),
        ("nginx devant la porte, rechargements", rechargee),
    ):
        print(f"{nom:38} {debit}   × {debit.par_seconde / statique.par_seconde:.3f} de nginx")
    tenues = {
        f"rechargements ≥ {RATIO_DU_FRONTAL} × nginx": rechargee.par_seconde
        >= RATIO_DU_FRONTAL * statique.par_seconde,
        f"porte ≥ {GAIN_DE_LA_PORTE} × Django": porte.par_seconde >= GAIN_DE_LA_PORTE * seul.par_seconde,
    }
    for limite, tenue in tenues.items():
        print(f"{'tenue ' if tenue else 'PASSÉE'} {limite}")
    return int(not all(tenues.values()))


if __name__ == "__main__":
    sys.exit(main())
