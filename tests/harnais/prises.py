"""No test reaches the Internet: only this machine and the servers the suite was given."""

import os
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest


class ReseauFerme(AssertionError):
    """The code under test tried to reach another machine."""


def fermer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection of this process except loopback, Unix sockets and our servers."""
    ouvertes = {"localhost", "127.0.0.1", "::1"}
    ouvertes |= {urlsplit(os.environ[nom]).hostname or "" for nom in ("DATABASE_URL", "REDIS_URL")}

    def garder(methode: str) -> None:
        origine = getattr(socket.socket, methode)

        def gardee(prise: socket.socket, adresse: Any) -> Any:
            if prise.family != socket.AF_UNIX and adresse[0] not in ouvertes:
                raise ReseauFerme(f"connexion vers {adresse}")
            return origine(prise, adresse)

        monkeypatch.setattr(socket.socket, methode, gardee)

    garder("connect")
    garder("connect_ex")
