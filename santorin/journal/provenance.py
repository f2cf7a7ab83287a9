"""From where the current act comes: the address of the request, or the job of the worker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_provenance: ContextVar[str] = ContextVar("provenance", default="")


def provenance() -> str:
    """The place noted in the journal's entries written now (SEC-01)."""
    return _provenance.get()


@contextmanager
def venant_de(lieu: str) -> Iterator[None]:
    """Note `lieu` in every entry of the journal written inside."""
    jeton = _provenance.set(lieu[:80])
    try:
        yield
    finally:
        _provenance.reset(jeton)


class ProvenanceMiddleware:
    """Entries written during a request carry its network address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["REMOTE_ADDR"] = adresse = adresse_de(request)
        with venant_de(adresse):
            return self.get_response(request)


def adresse_de(request: HttpRequest) -> str:
    """The visitor's address: what the last trusted proxy saw, as many of them as the settings say (SEC-01).

    What the visitor writes in the header himself stands further left, and is not read.
    """
    directe = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.NOMBRE_DE_MANDATAIRES:
        return directe
    chemin = [
        vue for etape in request.headers.get("X-Forwarded-For", "").split(",") if (vue := etape.strip())
    ]
    return (
        chemin[-settings.NOMBRE_DE_MANDATAIRES] if len(chemin) >= settings.NOMBRE_DE_MANDATAIRES else directe
    )
