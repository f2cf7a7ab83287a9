"""The ticket that lets a candidate's page be served without Django's whole machinery (RES-08, SEC-02).

A signed cookie, for ten minutes: whose it is, which candidatures it opens. It opens nothing alone: it goes with the
session's own cookie, and stands as long as that session and that password do.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.utils.crypto import salted_hmac

NOM: Final = "billet"
DUREE: Final = 600  # seconds
CHEMIN: Final = "/espace-candidat/"
_SEL: Final = "resultats.billet"


@dataclass(frozen=True, slots=True)
class Billet:
    """Whose it is (primary key), marks of the session and of the password, candidatures (primary keys)."""

    utilisateur: int
    session: str
    mot_de_passe: str
    candidatures: tuple[int, ...]


def marque_de_session(cle: str) -> str:
    """What a ticket keeps of the session's key."""
    return hashlib.sha256(cle.encode()).hexdigest()[:32]


def marque_du_mot_de_passe(chiffre: str) -> str:
    """What a ticket keeps of the password as the base holds it: another password, another mark."""
    return salted_hmac(_SEL, chiffre, algorithm="sha256").hexdigest()[:32]


def donner(reponse: HttpResponse, billet: Billet) -> None:
    """Put the ticket on a response."""
    contenu = [billet.utilisateur, billet.session, billet.mot_de_passe, *billet.candidatures]
    reponse.set_cookie(
        NOM,
        signing.TimestampSigner(salt=_SEL).sign_object(contenu),
        max_age=DUREE,
        path=CHEMIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def lire(texte: str) -> Billet | None:
    """The ticket, or None when it is forged, spoiled or too old."""
    try:
        contenu: list[Any] = signing.TimestampSigner(salt=_SEL).unsign_object(texte, max_age=DUREE)
    except signing.BadSignature:
        return None
    utilisateur, session, mot_de_passe, *candidatures = contenu
    return Billet(utilisateur, session, mot_de_passe, tuple(candidatures))
