"""Both servers, on one folder that only one owner uses at a time."""

import fcntl
import secrets
import shutil
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from santorin.embarque.postgresql import PostgreSQL
from santorin.embarque.redis import Redis


class DossierOccupe(RuntimeError):
    """The folder's servers already belong to a living process."""


@dataclass(frozen=True)
class Adresses:
    """Where the servers answer; None for one that was not asked for."""

    base: str | None
    redis: str | None

    def environnement(self) -> dict[str, str]:
        """The variables santorin/settings.py reads."""
        variables = {"DATABASE_URL": self.base, "REDIS_URL": self.redis}
        return {nom: valeur for nom, valeur in variables.items() if valeur is not None}


class Serveurs:
    """Running servers. A context manager: leaving it stops them."""

    def __init__(self, verrou: IO[str], postgresql: PostgreSQL | None, redis: Redis | None) -> None:
        self._verrou = verrou
        self._postgresql = postgresql
        self._redis = redis

    @property
    def adresses(self) -> Adresses:
        """Where the servers answer."""
        return Adresses(
            base=self._postgresql.adresse if self._postgresql else None,
            redis=self._redis.adresse if self._redis else None,
        )

    def demarrer(self) -> None:
        """Start both; when one does not come up, the other is stopped and the folder freed."""
        with ExitStack() as en_cas_d_echec:
            en_cas_d_echec.callback(self.arreter)
            for serveur in (self._postgresql, self._redis):
                if serveur is not None:
                    serveur.demarrer()
            en_cas_d_echec.pop_all()

    def arreter(self) -> None:
        """Stop both and free the folder. Harmless when already stopped."""
        for serveur in (self._redis, self._postgresql):
            if serveur is not None:
                serveur.arreter()
        self._verrou.close()

    def achever_orphelins(self) -> None:
        """Stop what a killed owner left running."""
        for serveur in (self._redis, self._postgresql):
            if serveur is not None:
                serveur.achever_orphelin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        nature: type[BaseException] | None,
        erreur: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.arreter()


def demarrer(dossier: Path, *, durable: bool = True, postgresql: bool = True, redis: bool = True) -> Serveurs:
    """Start the servers asked for, with their data in `dossier`, kept from one start to the next.

    `durable=False` trades safety after a power cut for speed: tests only. Raises DossierOccupe
    when another living process has started servers on this folder, RuntimeError with the log of
    a server that does not come up, FileNotFoundError when a wheel is missing.
    """
    dossier = dossier.resolve()
    dossier.mkdir(parents=True, exist_ok=True)
    serveurs = _serveurs(dossier, durable=durable, postgresql=postgresql, redis=redis)
    serveurs.demarrer()
    return serveurs


def effacer_abandonnes(racine: Path) -> None:
    """Remove the folders under `racine` whose owner died, ending the servers it left running."""
    for dossier in {verrou.parent.resolve() for verrou in racine.glob("*/verrou")}:
        # Another program may be removing the same one.
        with suppress(DossierOccupe, FileNotFoundError):
            with _serveurs(dossier, durable=False, postgresql=True, redis=True) as serveurs:
                serveurs.achever_orphelins()
            shutil.rmtree(dossier)


def _serveurs(dossier: Path, *, durable: bool, postgresql: bool, redis: bool) -> Serveurs:
    verrou = _prendre(dossier)
    motdepasse = _motdepasse(dossier)
    return Serveurs(
        verrou,
        PostgreSQL(dossier, base="santorin", motdepasse=motdepasse, durable=durable) if postgresql else None,
        Redis(dossier, motdepasse=motdepasse, durable=durable) if redis else None,
    )


def _prendre(dossier: Path) -> IO[str]:
    """The folder's lock. The system frees it when its owner dies, however it dies."""
    verrou = (dossier / "verrou").open("a")
    try:
        fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as occupe:
        verrou.close()
        message = f"Un autre programme utilise déjà les serveurs de {dossier}."
        raise DossierOccupe(message) from occupe
    return verrou


def _motdepasse(dossier: Path) -> str:
    """One random password for both servers, made once and readable by the owner only."""
    fichier = dossier / "motdepasse"
    if not fichier.exists():
        fichier.touch(mode=0o600)
    if not (secret := fichier.read_text()):
        secret = secrets.token_hex(16)
        fichier.write_text(secret)
    return secret
