"""An OpenID Connect provider on loopback: authorization, token, person and keys, as a real one answers (SEC-02)."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "chaine-des-examens", "secret-du-client-des-essais"


class Fournisseur:
    """What it says of the person who logs in there; `jeton` changes what the token claims, `panne` its answers."""

    def __init__(self) -> None:
        self.adresse = ""
        self.personne: dict[str, Any] = {}
        self.jeton: dict[str, Any] = {}
        self.panne = 0
        self.cle = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.cle_du_jeton = self.cle
        self._demandes: dict[str, dict[str, str]] = {}

    def reglages(self) -> dict[str, Any]:
        """The settings that name it."""
        return {
            "OIDC_NOM": "Arena",
            "OIDC_EMETTEUR": self.adresse,
            "OIDC_OP_AUTHORIZATION_ENDPOINT": f"{self.adresse}/autorisation",
            "OIDC_OP_TOKEN_ENDPOINT": f"{self.adresse}/jeton",
            "OIDC_OP_USER_ENDPOINT": f"{self.adresse}/personne",
            "OIDC_OP_JWKS_ENDPOINT": f"{self.adresse}/cles",
            "OIDC_RP_CLIENT_ID": CLIENT,
            "OIDC_RP_CLIENT_SECRET": SECRET,
        }

    def autoriser(self, parametres: dict[str, str]) -> str:
        """Where the person is sent back once logged in there."""
        code = f"code-{len(self._demandes)}"
        self._demandes[code] = parametres
        return f"{parametres['redirect_uri']}?{urlencode({'code': code, 'state': parametres['state']})}"

    def delivrer(self, parametres: dict[str, str]) -> dict[str, Any] | None:
        """The tokens of a code, once, to the client who holds its secret and the verifier of its challenge."""
        demande = self._demandes.pop(parametres.get("code", ""), None)
        empreinte = hashlib.sha256(parametres.get("code_verifier", "").encode()).digest()
        defi = base64.urlsafe_b64encode(empreinte).rstrip(b"=").decode()
        if demande is None or parametres.get("client_secret") != SECRET or defi != demande["code_challenge"]:
            return None
        corps = {
            "iss": self.adresse,
            "aud": CLIENT,
            "sub": self.personne.get("sub", ""),
            "nonce": demande["nonce"],
            "exp": int(time.time()) + 300,
        } | self.jeton
        jeton = jwt.encode(corps, self.cle_du_jeton, algorithm="RS256", headers={"kid": "1"})
        return {"id_token": jeton, "access_token": "acces", "token_type": "Bearer"}

    def cles(self) -> dict[str, Any]:
        """Its public key."""
        cle = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.cle.public_key()))
        return {"keys": [{**cle, "kid": "1", "alg": "RS256", "use": "sig"}]}


@contextmanager
def fournir() -> Iterator[Fournisseur]:
    """A provider that listens until the block ends."""
    fournisseur = Fournisseur()

    class Guichet(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            chemin = urlsplit(self.path)
            if chemin.path == "/autorisation":
                demande = {nom: valeurs[0] for nom, valeurs in parse_qs(chemin.query).items()}
                self.send_response(302)
                self.send_header("Location", fournisseur.autoriser(demande))
                self.end_headers()
            else:
                self._dire(fournisseur.cles() if chemin.path == "/cles" else fournisseur.personne)

        def do_POST(self) -> None:
            corps = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._dire(fournisseur.delivrer({nom: v[0] for nom, v in parse_qs(corps).items()}))

        def _dire(self, corps: dict[str, Any] | None) -> None:
            self.send_response(fournisseur.panne or (400 if corps is None else 200))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(corps).encode())

        def log_message(self, *arguments: object) -> None:
            """Nothing on the terminal."""

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Guichet)
    fournisseur.adresse = f"http://127.0.0.1:{serveur.server_port}"
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    try:
        yield fournisseur
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()
