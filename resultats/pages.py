"""A candidate's result as a finished page: the same bytes whoever sends them (RES-08)."""

import gzip
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string

from resultats.lectures.espace import MonResultat


@dataclass(frozen=True, slots=True)
class Page:
    """HTML compressed, and the digest that names it."""

    contenu: bytes
    empreinte: str


def rendre(resultat: MonResultat) -> Page:
    """RES-09: the page, without anything of the request in it."""
    html = render_to_string("resultats/espace/resultat.html", {"vu": resultat, **_cadre()}).encode()
    return Page(gzip.compress(html, mtime=0), hashlib.sha256(html).hexdigest())


def rendre_introuvable() -> bytes:
    """RES-08: the one page for what is unknown, somebody else's, or not open yet; compressed."""
    return gzip.compress(render_to_string("404.html", _cadre()).encode(), mtime=0)


def _cadre() -> dict[str, object]:
    return {
        "page_prete": True,
        "marques_etat": settings.MARQUES_ETAT,
        "nom_du_service": settings.NOM_DU_SERVICE,
    }
