"""A real HTTP server on loopback that answers what a test scripted, in order; the last answer repeats."""

import gzip
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reponse:
    """What the server does of one request. `coupe`: reads it, then cuts. `lenteur`: seconds before each byte."""

    statut: int = 200
    corps: bytes = b"{}"
    entetes: dict[str, str] = field(default_factory=dict)
    coupe: bool = False
    tronque: bool = False
    lenteur: float = 0


class Traitement(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _repondre(self):
        taille = int(self.headers.get("Content-Length", 0))
        corps = self.rfile.read(taille)
        if self.headers.get("Content-Encoding") == "gzip":
            corps = gzip.decompress(corps)
        self.server.recues.append((self.command, self.path, dict(self.headers), corps))
        self.server.instants.append(time.monotonic())
        reponse = self.server.scenario[0]
        if len(self.server.scenario) > 1:
            self.server.scenario.popleft()
        if reponse.coupe:
            self.close_connection = True
            return
        self.send_response(reponse.statut)
        for nom, valeur in reponse.entetes.items():
            self.send_header(nom, valeur)
        self.send_header("Content-Length", str(len(reponse.corps) + 10 * reponse.tronque))
        self.end_headers()
        if reponse.lenteur:
            for octet in reponse.corps:
                if self.server.ferme.wait(reponse.lenteur):
                    break
                self.wfile.write(bytes([octet]))
        else:
            self.wfile.write(reponse.corps)
        self.close_connection = reponse.tronque

    do_GET = do_POST = _repondre  # noqa: N815  (the names that the library calls)

    def log_message(self, *args):
        pass


class ServeurFautif(ThreadingHTTPServer):
    """`recues`: the requests; `instants`: when; `connexions`: how many were opened."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Traitement)
        self.scenario = deque([Reponse()])
        self.recues, self.instants, self.connexions = [], [], 0
        self.ferme = threading.Event()
        self._fil = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._fil.start()

    @property
    def adresse(self):
        return f"http://127.0.0.1:{self.server_port}"

    def jouer(self, *reponses):
        self.scenario = deque(reponses)

    def get_request(self):
        self.connexions += 1
        return super().get_request()

    def handle_error(self, request, client_address):
        pass

    def arreter(self):
        self.ferme.set()
        self.shutdown()
        self.server_close()
        self._fil.join()
