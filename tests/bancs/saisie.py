"""Markers who save as they write: one batch of changes every five seconds each, against gunicorn (COR-06).

Run: `python -m tests.bancs.saisie`. `CORRECTEURS` and `SECONDES` in the environment change its size. Real PostgreSQL, real
sessions. Exit code 1 when a limit is passed.
"""

import asyncio
import json
import os
import random
import secrets
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from uuid import uuid4

import django

django.setup()

import httpx  # noqa: E402
from django.test import Client  # noqa: E402

from santorin.copies.models import NoteQuestion  # noqa: E402
from tests.correction.decor import Decor, un_lot_a_corriger  # noqa: E402

CORRECTEURS = int(os.environ.get("CORRECTEURS", "500"))
SECONDES = float(os.environ.get("SECONDES", "30"))
PERIODE = 5.0  # seconds between two batches of one marker
QUANTILE, AU_PLUS = 0.99, 300.0  # ms
OUVRIERS, FILS = 2, 8


@dataclass
class Marqueur:
    """A marker's browser: its session, its copy, what it saved last."""

    adresse: str
    entetes: dict[str, str]
    poste: str = field(default_factory=lambda: str(uuid4()))
    sequence: int = 0
    vue: str | None = None

    def lot(self) -> str:
        """The next batch: another mark for the first question."""
        self.sequence += 1
        points = str(self.sequence % 33 / 4)
        acte = {
            "acte": "noter",
            "sequence": self.sequence,
            "question": "1",
            "vue": self.vue,
            "points": points,
        }
        self.vue = points
        return json.dumps({"poste": self.poste, "changements": [acte]})


def un_marqueur(decor: Decor) -> Marqueur:
    """A marker who has logged in."""
    client, jeton = Client(), secrets.token_hex(16)
    client.force_login(decor.correcteur)
    session = client.cookies["sessionid"].value
    entetes = {
        "cookie": f"sessionid={session}; csrftoken={jeton}",
        "x-csrftoken": jeton,
        "content-type": "application/json",
    }
    return Marqueur(decor.adresse("changements"), entetes)


async def marquer(client: httpx.AsyncClient, marqueur: Marqueur, fin: float, mesures: list[float]) -> int:
    """Save every five seconds until the end; how many batches were not acknowledged."""
    echecs = 0
    await asyncio.sleep(random.uniform(0, PERIODE))
    while (debut := time.perf_counter()) < fin:
        reponse = await client.post(marqueur.adresse, content=marqueur.lot(), headers=marqueur.entetes)
        mesures.append((time.perf_counter() - debut) * 1000)
        echecs += reponse.status_code != 200 or reponse.json()["derniere"] != marqueur.sequence
        await asyncio.sleep(max(0.0, PERIODE - (time.perf_counter() - debut)))
    return echecs


async def tous(adresse: str, marqueurs: list[Marqueur]) -> tuple[list[float], int]:
    """Every marker at once; the durations in milliseconds, and the failures."""
    mesures: list[float] = []
    limites = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=adresse, limits=limites, timeout=30) as client:
        fin = time.perf_counter() + SECONDES
        echecs = await asyncio.gather(*(marquer(client, m, fin, mesures) for m in marqueurs))
    return mesures, sum(echecs)


def servir() -> tuple[subprocess.Popen[bytes], str]:
    """gunicorn on a free port, once it answers."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    commande = [sys.executable, "-m", "gunicorn", "santorin.wsgi", "--bind", f"127.0.0.1:{port}"]
    options = ["--workers", str(OUVRIERS), "--threads", str(FILS), "--log-level", "error"]
    serveur = subprocess.Popen([*commande, *options])
    adresse = f"http://localhost:{port}"
    for _ in range(300):
        try:
            httpx.get(f"{adresse}/connexion/", timeout=30)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return serveur, adresse
    serveur.terminate()
    raise TimeoutError(adresse)


def main() -> int:
    """Measure, print, judge."""
    marqueurs = [un_marqueur(un_lot_a_corriger(1, pages=0)) for _ in range(CORRECTEURS)]
    serveur, adresse = servir()
    try:
        mesures, echecs = asyncio.run(tous(adresse, marqueurs))
    finally:
        serveur.terminate()
        serveur.wait()
    mesures.sort()
    mediane, quantile = mesures[len(mesures) // 2], mesures[int(len(mesures) * QUANTILE)]
    tenues = NoteQuestion.objects.filter(question__numero="1").values_list("points", flat=True)
    perdues = CORRECTEURS - len(tenues)
    print(
        f"{CORRECTEURS} correcteurs, {len(mesures)} enregistrements en {SECONDES:.0f} s : "
        f"médiane {mediane:.0f} ms, {QUANTILE:.0%} en {quantile:.0f} ms (au plus {AU_PLUS:.0f}), "
        f"{echecs} échec(s), {perdues} note(s) perdue(s)"
    )
    return 0 if quantile <= AU_PLUS and not echecs and not perdues else 1


if __name__ == "__main__":
    sys.exit(main())
