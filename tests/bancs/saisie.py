"""Markers who save as they write: one batch of changes every five seconds each, against gunicorn (COR-06).

All mark the same épreuve, each a copy of eight pages; a batch holds a mark and a stroke of the pen. A batch whose
connection was closed is sent again, as the editor does. The markers' browsers are not the server: their client here is
bare, and what it takes of the processor is printed.

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
from pathlib import Path
from uuid import uuid4

import django

django.setup()

import httpx  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from santorin.comptes.regles import CLE_DE_SESSION, SecondFacteur  # noqa: E402
from santorin.copies.models import NoteQuestion  # noqa: E402
from tests.correction.decor import Decor, un_lot_a_corriger  # noqa: E402
from tests.fabriques import une_epreuve  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # no login is measured here
CORRECTEURS = int(os.environ.get("CORRECTEURS", "500"))
SECONDES = float(os.environ.get("SECONDES", "30"))
PERIODE = 5.0  # seconds between two batches of one marker
QUANTILE, AU_PLUS = 0.99, 300.0  # ms
OUVRIERS, FILS = 2, 8
TRAIT = {
    "genre": "encre",
    "couleur": "rouge",
    "epaisseur": 0.0025,
    "points": [[round(0.1 + rang / 100, 4), round(0.2 + rang % 7 / 100, 4)] for rang in range(40)],
}


@dataclass
class Marqueur:
    """A marker's browser: its session, its copy, what it saved last."""

    adresse: str
    entetes: dict[str, str]
    page: str
    poste: str = field(default_factory=lambda: str(uuid4()))
    sequence: int = 0
    vue: str | None = None

    def lot(self) -> str:
        """The next batch: another mark for the first question, and a stroke."""
        self.sequence += 2
        points = str(self.sequence % 33 / 4)
        acte = {
            "acte": "noter",
            "sequence": self.sequence - 1,
            "question": "1",
            "vue": self.vue,
            "points": points,
        }
        trait = {
            "acte": "poser",
            "sequence": self.sequence,
            "page": self.page,
            "cle": str(uuid4()),
            "contenu": TRAIT,
        }
        self.vue = points
        return json.dumps({"poste": self.poste, "changements": [acte, trait]})


def un_marqueur(decor: Decor) -> Marqueur:
    """A marker who has logged in."""
    client, jeton = Client(), secrets.token_hex(16)
    client.force_login(decor.correcteur)
    ouverte = client.session  # as the login leaves it
    ouverte[CLE_DE_SESSION] = SecondFacteur.INUTILE
    ouverte.save()
    session = client.cookies["sessionid"].value
    entetes = {
        "cookie": f"sessionid={session}; csrftoken={jeton}",
        "x-csrftoken": jeton,
        "content-type": "application/json",
    }
    page = decor.premiere.copie.pages.get(numero=1)
    return Marqueur(decor.adresse("changements"), entetes, str(page.cle))


class Navigateur:
    """A kept connection of one marker."""

    def __init__(self, hote: str, port: int, marqueur: Marqueur) -> None:
        self.hote, self.port, self.reprises = hote, port, 0
        lignes = [f"POST {marqueur.adresse} HTTP/1.1", f"host: {hote}"]
        self.entete = "\r\n".join(
            [*lignes, *(f"{nom}: {valeur}" for nom, valeur in marqueur.entetes.items())]
        )
        self.flux: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def envoyer(self, corps: str) -> tuple[int, bytes]:
        """Status and body; once more on a new connection when the kept one was closed meanwhile."""
        octets = f"{self.entete}\r\ncontent-length: {len(corps)}\r\n\r\n{corps}".encode("ascii")
        if self.flux is not None:
            try:
                return await self._une_fois(self.flux, octets)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.flux[1].close()
                self.reprises += 1
        self.flux = await asyncio.open_connection(self.hote, self.port)
        return await self._une_fois(self.flux, octets)

    async def _une_fois(
        self, flux: tuple[asyncio.StreamReader, asyncio.StreamWriter], octets: bytes
    ) -> tuple[int, bytes]:
        lecteur, ecrivain = flux
        ecrivain.write(octets)
        recu = (await lecteur.readuntil(b"\r\n\r\n")).lower()
        longueur = int(recu.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        if b"\r\nconnection: close" in recu:
            self.flux = None
        return int(recu.split(maxsplit=2)[1]), await lecteur.readexactly(longueur)


async def marquer(navigateur: Navigateur, marqueur: Marqueur, fin: float, mesures: list[float]) -> int:
    """Save every five seconds until the end; how many batches were not acknowledged."""
    echecs = 0
    await asyncio.sleep(random.uniform(0, PERIODE))
    while (debut := time.perf_counter()) < fin:
        statut, corps = await navigateur.envoyer(marqueur.lot())
        mesures.append((time.perf_counter() - debut) * 1000)
        recu = json.loads(corps) if statut == 200 else {"derniere": 0, "refuses": []}
        echecs += recu["derniere"] != marqueur.sequence or bool(recu["refuses"])
        await asyncio.sleep(max(0.0, PERIODE - (time.perf_counter() - debut)))
    return echecs


async def tous(port: int, marqueurs: list[Marqueur]) -> tuple[list[float], int, int]:
    """Every marker at once; the durations in milliseconds, the failures, the connections opened again."""
    mesures: list[float] = []
    navigateurs = [Navigateur("localhost", port, marqueur) for marqueur in marqueurs]
    fin = time.perf_counter() + SECONDES
    paires = zip(navigateurs, marqueurs, strict=True)
    echecs = await asyncio.gather(*(marquer(n, m, fin, mesures) for n, m in paires))
    return mesures, sum(echecs), sum(navigateur.reprises for navigateur in navigateurs)


def servir() -> tuple[subprocess.Popen[bytes], int]:
    """gunicorn on a free port, once it answers; it keeps connections as the proxy before it does in production."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    commande = [sys.executable, "-m", "gunicorn", "santorin.wsgi", "--bind", f"127.0.0.1:{port}"]
    options = ["--workers", str(OUVRIERS), "--threads", str(FILS), "--keep-alive", "75"]
    options += ["--log-level", "error"]
    serveur = subprocess.Popen([*commande, *options])
    adresse = f"http://localhost:{port}"
    for _ in range(300):
        try:
            httpx.get(f"{adresse}/connexion/", timeout=30)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return serveur, port
    serveur.terminate()
    raise TimeoutError(adresse)


def processeur_de(serveur: subprocess.Popen[bytes]) -> float:
    """Milliseconds of processor that the server's workers have taken."""
    enfants = Path(f"/proc/{serveur.pid}/task/{serveur.pid}/children").read_text().split()
    champs = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in enfants]
    return sum(int(c[11]) + int(c[12]) for c in champs) * 1000 / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Measure, print, judge."""
    epreuve = une_epreuve()
    marqueurs = [un_marqueur(un_lot_a_corriger(1, pages=8, epreuve=epreuve)) for _ in range(CORRECTEURS)]
    serveur, port = servir()
    processeur, sien = processeur_de(serveur), time.process_time()
    try:
        mesures, echecs, reprises = asyncio.run(tous(port, marqueurs))
        processeur, sien = processeur_de(serveur) - processeur, (time.process_time() - sien) * 1000
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
        f"{processeur / len(mesures):.1f} ms de processeur du serveur web par enregistrement "
        f"({sien / len(mesures):.1f} du client), {reprises} connexion(s) rouverte(s), "
        f"{echecs} échec(s), {perdues} note(s) perdue(s)"
    )
    return 0 if quantile <= AU_PLUS and not echecs and not perdues else 1


if __name__ == "__main__":
    sys.exit(main())
