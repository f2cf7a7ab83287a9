"""The HTTP line to a receiver: patient, bounded, safe with several batches in flight (CYC-03, CLO-15).

The credentials live in the client's headers only: no message, no log and no representation shows them.
"""

import gzip
import random
import ssl
import time
import weakref
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from threading import Lock
from typing import TypeVar

import httpx
import msgspec
from django.conf import settings

from santorin.transmission.destinataires.contrat import Erreur
from santorin.transmission.destinataires.ports import (
    AccesRefuse,
    Echec,
    EnvoiMalForme,
    EpreuvePubliee,
    NeRepondPas,
)

T = TypeVar("T")

DELAI_DE_CONNEXION = 5.0  # seconds, or less when ENVOI_DELAI is shorter
DELAI_PRESSE = 5.0  # seconds, when somebody waits before a screen
ATTENTE_MAXIMALE = 60.0  # seconds between two attempts; asked to wait longer, the exchange gives up
REPOS = 15.0  # seconds during which nobody tries again after an exchange that exhausted its attempts
REPONSE_MAXIMALE = 32 * 1024 * 1024  # bytes, once inflated
A_COMPRIMER = 1024  # bytes from which a body is compressed
PASSAGERS = frozenset({408, 425, 429, *range(500, 600)})
TROP_DE_DEMANDES = "il reçoit trop de demandes et fait attendre."
MAL_FORME = frozenset({400, 413, 415, 422})

_hasard = random.SystemRandom()


class Panne(Exception):
    """An attempt that failed and may succeed later: why, and how long the receiver asks to wait (seconds)."""

    def __init__(self, raison: str, attente: float | None = None) -> None:
        super().__init__(raison)
        self.raison = raison
        self.attente = attente


class Circuit:
    """After an exchange that failed for good, the others fail at once for a while; then one tries again."""

    def __init__(self) -> None:
        self._verrou = Lock()
        self._raison = ""
        self._jusqu_a = 0.0

    def obstacle(self) -> str | None:
        """Why no attempt is made now, or None; when the rest is over, a single caller is let through."""
        with self._verrou:
            if not self._raison:
                return None
            if time.monotonic() < self._jusqu_a:
                return self._raison
            self._jusqu_a = time.monotonic() + REPOS
            return None

    def ouvrir(self, raison: str, repos: float) -> None:
        """No attempt for `repos` seconds."""
        with self._verrou:
            self._raison, self._jusqu_a = raison, time.monotonic() + repos

    def fermer(self) -> None:
        """The receiver answers."""
        with self._verrou:
            self._raison = ""


class Liaison:
    """A kept-alive line to one receiver, with the attempts, delays and patience of the settings.

    Every call raises a kind of `Echec`, whose text is a French sentence naming the receiver. `presse`: somebody waits
    before a screen, so there is one attempt, and it is short.
    """

    def __init__(self, *, nom: str, adresse: str, jeton: str, presse: bool = False) -> None:
        self.nom = nom
        self._essais = 1 if presse else max(1, settings.ENVOI_ESSAIS)
        self._delai = min(DELAI_PRESSE, settings.ENVOI_DELAI) if presse else settings.ENVOI_DELAI
        self._jeton_lisible = jeton.isascii() and jeton.isprintable() and " " not in jeton and jeton != ""
        self._circuit = Circuit()
        self._client = httpx.Client(
            base_url=adresse,
            headers={"Authorization": f"Bearer {jeton}"} if self._jeton_lisible else {},
            timeout=httpx.Timeout(self._delai, connect=min(DELAI_DE_CONNEXION, self._delai)),
            verify=_tls(),
        )
        weakref.finalize(self, self._client.close)

    def poster(self, chemin: str, corps: msgspec.Struct, forme: type[T]) -> T:
        """POST `corps` as JSON, compressed, and read the answer as `forme`. Raises a kind of `Echec`."""
        contenu = msgspec.json.encode(corps)
        entetes = {"Content-Type": "application/json"}
        if len(contenu) >= A_COMPRIMER:
            contenu, entetes["Content-Encoding"] = gzip.compress(contenu, compresslevel=1), "gzip"
        return self._echanger(
            self._client.build_request("POST", chemin, content=contenu, headers=entetes), forme
        )

    def lire(self, chemin: str, parametres: Mapping[str, str], forme: type[T]) -> T:
        """GET and read the answer as `forme`. Raises a kind of `Echec`."""
        return self._echanger(self._client.build_request("GET", chemin, params=dict(parametres)), forme)

    def _echanger(self, requete: httpx.Request, forme: type[T]) -> T:
        """As many attempts as the settings allow; the request may be received several times (CLO-15)."""
        if not self._jeton_lisible:
            raise AccesRefuse(f"Aucun jeton lisible n’est réglé pour joindre {self.nom}.")
        essais_restants = self._essais
        recul = settings.ENVOI_ATTENTE * _hasard.uniform(0.5, 1.5)
        while True:
            if obstacle := self._circuit.obstacle():
                raise NeRepondPas(obstacle)
            essais_restants -= 1
            try:
                return self._essayer(requete, forme)
            except Panne as panne:
                attente = min(recul, ATTENTE_MAXIMALE) if panne.attente is None else panne.attente
                if not essais_restants or attente > ATTENTE_MAXIMALE:
                    message = self._ne_repond_pas(panne.raison)
                    self._circuit.ouvrir(message, max(REPOS, panne.attente or 0))
                    raise NeRepondPas(message) from panne
            recul *= 2
            time.sleep(attente)

    def _essayer(self, requete: httpx.Request, forme: type[T]) -> T:
        """One attempt. Raises `Panne`, or the `Echec` that another attempt would not change."""
        try:
            statut, entetes, contenu = self._aller_retour(requete)
        except httpx.HTTPError as erreur:
            raise Panne(_raison(erreur)) from erreur
        if statut in PASSAGERS:
            attente = attente_demandee(entetes.get("Retry-After", ""), datetime.now(UTC))
            trop = statut == httpx.codes.TOO_MANY_REQUESTS
            raise Panne(TROP_DE_DEMANDES if trop else f"son serveur est en erreur ({statut}).", attente)
        if statut != httpx.codes.OK:
            self._circuit.fermer()
            raise self._refus(statut, contenu)
        try:
            lu = msgspec.json.decode(contenu, type=forme)
        except (msgspec.DecodeError, UnicodeDecodeError) as erreur:
            raise Panne("sa réponse est illisible.") from erreur
        self._circuit.fermer()
        return lu

    def _aller_retour(self, requete: httpx.Request) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and body; the whole answer has its delay to come, even drop by drop."""
        limite = time.monotonic() + self._delai
        reponse = self._client.send(requete, stream=True)
        try:
            contenu = bytearray()
            for morceau in reponse.iter_bytes():
                contenu += morceau
                if time.monotonic() > limite:
                    raise httpx.ReadTimeout("", request=requete)
                if len(contenu) > REPONSE_MAXIMALE:
                    raise httpx.DecodingError("", request=requete)
            return reponse.status_code, reponse.headers, bytes(contenu)
        finally:
            reponse.close()

    def _refus(self, statut: int, contenu: bytes) -> Echec:
        """The failure that an answer other than 200 means."""
        erreur = _erreur(contenu)
        dit = erreur.message[:300]
        if statut in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            return AccesRefuse(
                f"{self.nom} refuse l’accès : {dit or 'jeton inconnu ou hors de son périmètre.'}"
            )
        if statut == httpx.codes.CONFLICT and erreur.publiee_le is not None:
            message = dit or f"Les notes de cette épreuve sont publiées dans {self.nom}."
            return EpreuvePubliee(message, publiee_le=erreur.publiee_le)
        if statut in MAL_FORME:
            place = f" (à {erreur.lieu[:80]})" if erreur.lieu else ""
            return EnvoiMalForme(f"{self.nom} n’a pas pris l’envoi{place} : {dit or f'erreur {statut}.'}")
        return NeRepondPas(self._ne_repond_pas(f"réponse inattendue ({statut})."))

    def _ne_repond_pas(self, raison: str) -> str:
        return f"{self.nom} ne répond pas : {raison}"


def attente_demandee(entete: str, maintenant: datetime) -> float | None:
    """The seconds that a Retry-After header asks to wait (a number, or a date), None when it says nothing."""
    if entete.isascii() and entete.isdigit():
        return float(entete)
    try:
        instant = parsedate_to_datetime(entete)
    except ValueError:
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return max(0.0, (instant - maintenant).total_seconds())


def _raison(erreur: httpx.HTTPError) -> str:
    """Why the network failed, in words."""
    if isinstance(erreur, httpx.TimeoutException):
        return "aucune réponse dans le délai."
    if isinstance(erreur, httpx.DecodingError):
        return "sa réponse est illisible."
    if isinstance(erreur, httpx.ConnectError):
        if "CERTIFICATE_VERIFY_FAILED" in str(erreur):
            return "son certificat n’est pas reconnu."
        return "la connexion ne s’établit pas."
    return "la liaison a été coupée."


def _erreur(contenu: bytes) -> Erreur:
    """What a refusal says; nothing when it is not in the contract's form."""
    try:
        return msgspec.json.decode(contenu, type=Erreur)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Erreur()


@cache
def _tls() -> ssl.SSLContext:
    """The system's authorities (SSL_CERT_FILE adds one of one's own); read once, it is slow."""
    return ssl.create_default_context()
