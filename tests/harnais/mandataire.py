"""A real HTTP server on loopback that stands before another, and lets happen to its requests what networks do."""

import http.client
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Incident(Enum):
    """What befalls one request."""

    RIEN = "elle passe"
    ERREUR = "500 sans avoir été transmise"
    OCCUPE = "503, Retry-After: 1"
    PEND = "aucune réponse"
    COUPE_AVANT = "la liaison est coupée avant que le serveur la reçoive"
    COUPE_APRES = "le serveur l'enregistre, la liaison est coupée avant la réponse"
    DOUBLE = "elle arrive deux fois"
    RETARD = "elle arrive après les suivantes"


@dataclass
class Recue:
    """A request that came, as it came."""

    methode: str
    chemin: str
    entetes: dict[str, str]
    corps: bytes = field(repr=False)


class _Guichet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _recevoir(self):
        corps = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.mandataire.traiter(self, Recue(self.command, self.path, dict(self.headers), corps))

    do_GET = do_POST = _recevoir  # noqa: N815  (the names that the library calls)

    def repondre(self, statut, entetes, corps):
        self.send_response(statut)
        for nom, valeur in entetes:
            if nom.lower() not in ("content-length", "connection", "transfer-encoding", "date", "server"):
                self.send_header(nom, valeur)
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def couper(self):
        self.close_connection = True
        self.connection.close()

    def log_message(self, *args):
        pass


class _Serveur(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


class Mandataire:
    """`incidents` befall, in order, the requests that `vise` picks; the others pass. `recues` keeps those picked.

    `lenteur`: seconds that each of them takes.
    """

    def __init__(self, amont: str, vise: Callable[[Recue], bool]):
        self.amont = urlsplit(amont)
        self.vise = vise
        self.incidents: deque[Incident] = deque()
        self.recues: list[Recue] = []
        self.lenteur = 0.0
        self._retards: list[threading.Timer] = []
        self._ferme = threading.Event()
        self._serveur = _Serveur(("127.0.0.1", 0), _Guichet)
        self._serveur.mandataire = self
        self._fil = threading.Thread(target=self._serveur.serve_forever, kwargs={"poll_interval": 0.01})
        self._fil.start()

    @property
    def adresse(self):
        return f"http://127.0.0.1:{self._serveur.server_port}"

    def attendre_les_retards(self):
        """Until everything that was late has arrived."""
        while self._retards:
            self._retards.pop().join()

    def oublier(self):
        """For the next test."""
        self.attendre_les_retards()
        self.incidents.clear()
        self.recues = []
        self.lenteur = 0.0

    def arreter(self):
        self._ferme.set()
        self._serveur.shutdown()
        self._serveur.server_close()
        self._fil.join()

    def rejouer(self, recue):
        """Deliver again, later, a request already delivered; the answer's status and body."""
        statut, _, corps = self._transmettre(recue)
        return statut, corps

    def traiter(self, guichet, recue):
        incident = Incident.RIEN
        if self.vise(recue):
            self.recues.append(recue)
            time.sleep(self.lenteur)
            incident = self.incidents.popleft() if self.incidents else Incident.RIEN
        getattr(self, f"_{incident.name.lower()}")(guichet, recue)

    def _rien(self, guichet, recue):
        guichet.repondre(*self._transmettre(recue))

    def _erreur(self, guichet, recue):
        guichet.repondre(500, [("Content-Type", "text/plain")], b"en panne")

    def _occupe(self, guichet, recue):
        guichet.repondre(503, [("Retry-After", "1")], b"plus tard")

    def _pend(self, guichet, recue):
        self._ferme.wait(30)
        guichet.couper()

    def _coupe_avant(self, guichet, recue):
        guichet.couper()

    def _coupe_apres(self, guichet, recue):
        self._transmettre(recue)
        guichet.couper()

    def _double(self, guichet, recue):
        self._transmettre(recue)
        self._rien(guichet, recue)

    def _retard(self, guichet, recue):
        """The line is cut, and what was on it arrives when everybody has forgotten it."""
        retard = threading.Timer(1.5, self._transmettre, [recue])
        self._retards.append(retard)
        retard.start()
        guichet.couper()

    def _transmettre(self, recue):
        entetes = {n: v for n, v in recue.entetes.items() if n.lower() not in ("host", "connection")}
        liaison = http.client.HTTPConnection(self.amont.hostname, self.amont.port, timeout=30)
        try:
            liaison.request(recue.methode, recue.chemin, recue.corps, entetes)
            reponse = liaison.getresponse()
            return reponse.status, reponse.getheaders(), reponse.read()
        finally:
            liaison.close()
