"""The results morning: a candidate's page handed over before Django's middleware, in one query (RES-08).

`Porte` stands before the application. It answers only those who carry a ticket (resultats.billets), only on the
address of a result, and only what the view would answer: the finished page, « nothing new », or the page that says
there is nothing there. Whatever it is not sure of, it leaves to Django: the view is the reference.
"""

import gzip
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from csp.utils import build_policy
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.crypto import constant_time_compare

from resultats import billets
from resultats.pages import rendre_introuvable

Environ = dict[str, Any]
Entetes = list[tuple[str, str]]
Reponse = Callable[[str, Entetes], object]
Application = Callable[[Environ, Reponse], Iterable[bytes]]

# For these seconds a front server that is told to may give the page again to the same ticket and session by itself.
FRONTAL: Final = ("X-Accel-Expires", "5")
_ADRESSE: Final = re.compile(r"/espace-candidat/resultats/(\d{1,18})/")
# One row, found by primary keys and unique indexes: the session, the account, the candidature with its page, whether
# that page is still the last word, and whether its publication is open at this instant.
_LIRE: Final = """
SELECT u.password, u.is_active, c.numero = a.numero AND c.date_naissance = a.date_naissance AND c.etat = 'inscrit',
       o.ouverte,
       p.fraude_presumee = c.fraude_presumee AND NOT EXISTS (
           SELECT FROM resultats_resultatproclame r
           WHERE r.candidature_id = c.id AND r.numero > p.numero),
       p.empreinte,
       -- Somebody else's page, or one that is not open, is not even read: the time it takes tells nothing.
       CASE WHEN c.numero = a.numero AND c.date_naissance = a.date_naissance AND c.etat = 'inscrit' AND o.ouverte
            THEN p.contenu END
FROM django_session n
JOIN santorin_utilisateur u ON u.id = %(utilisateur)s
JOIN resultats_rattachement a ON a.utilisateur_id = u.id
LEFT JOIN cyclades_candidature c ON c.id = %(candidature)s
LEFT JOIN resultats_pageprete p ON p.candidature_id = c.id
CROSS JOIN LATERAL (SELECT EXISTS (
    SELECT FROM resultats_service s
    WHERE s.examen_id = c.examen_id AND s.session_id = c.session_id AND s.academie_id = c.academie_id
      AND s.nature = 'candidats' AND s.ouvre_le <= %(le)s AND (s.ferme_le IS NULL OR s.ferme_le > %(le)s)
) AS ouverte) o
WHERE n.session_key = %(session)s AND n.expire_date > %(le)s
"""


class Porte:
    """The door: a WSGI application around Django's."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, repondre: Reponse) -> Iterable[bytes]:
        """The prepared answer, or Django's."""
        adresse = _ADRESSE.fullmatch(str(environ.get("PATH_INFO", "")))
        if adresse and environ["REQUEST_METHOD"] == "GET" and not environ.get("QUERY_STRING"):
            prete = self._preparee(environ, int(adresse[1]))
            if prete is not None:
                statut, entetes, corps = prete
                repondre(statut, entetes)
                return [corps]
        return self.application(environ, repondre)

    def _preparee(self, environ: Environ, candidature: int) -> tuple[str, Entetes, bytes] | None:
        temoins = _temoins(str(environ.get("HTTP_COOKIE", "")))
        billet, session = temoins.get(billets.NOM), temoins.get(settings.SESSION_COOKIE_NAME, "")
        lu = billets.lire(billet) if billet else None
        if lu is None or not constant_time_compare(lu.session, billets.marque_de_session(session)):
            return None
        if not _sur(environ):
            return None
        ligne = _lire(lu.utilisateur, session, candidature)
        if ligne is None:
            # The session or the account is no more: Django sends to the login.
            return None
        mot_de_passe, actif, sienne, ouverte, actuelle, empreinte, contenu = ligne
        if not actif or not constant_time_compare(
            lu.mot_de_passe, billets.marque_du_mot_de_passe(mot_de_passe)
        ):
            return None
        if not (sienne and ouverte and candidature in lu.candidatures):
            return self._introuvable(environ)
        return self._page(environ, empreinte, contenu) if actuelle else None

    def _page(self, environ: Environ, empreinte: str, contenu: Any) -> tuple[str, Entetes, bytes]:
        etag = f'"{empreinte}"'
        connus = str(environ.get("HTTP_IF_NONE_MATCH", "")).replace("W/", "")
        if etag in [connu.strip() for connu in connus.split(",")]:
            return "304 Not Modified", [("ETag", etag), *self.protections], b""
        entetes, corps = _encoder(environ, bytes(contenu))
        return "200 OK", [("ETag", etag), FRONTAL, *entetes, *self.protections], corps

    def _introuvable(self, environ: Environ) -> tuple[str, Entetes, bytes]:
        entetes, corps = _encoder(environ, self.introuvable)
        return "404 Not Found", [*entetes, *self.protections], corps

    @cached_property
    def introuvable(self) -> bytes:
        """RES-08: unknown, somebody else's, not open: the same bytes."""
        return rendre_introuvable()

    @cached_property
    def protections(self) -> Sequence[tuple[str, str]]:
        """SEC-02: what Django's middleware puts on every page, and that no shared cache may keep this one."""
        sur_tls = (
            [
                (
                    "Strict-Transport-Security",
                    f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload",
                )
            ]
            if settings.SECURE_HSTS_SECONDS
            else []
        )
        return [
            ("Cache-Control", "private, no-cache"),
            ("Vary", "Cookie, Accept-Encoding"),
            ("Content-Security-Policy", build_policy()),
            ("X-Frame-Options", settings.X_FRAME_OPTIONS),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", str(settings.SECURE_REFERRER_POLICY)),
            ("Cross-Origin-Opener-Policy", str(settings.SECURE_CROSS_ORIGIN_OPENER_POLICY)),
            *sur_tls,
        ]


def _lire(utilisateur: int, session: str, candidature: int) -> Sequence[Any] | None:
    parametres: dict[str, datetime | int | str] = {
        "le": datetime.now(UTC),
        "utilisateur": utilisateur,
        "session": session,
        "candidature": candidature,
    }
    try:
        with connection.cursor() as curseur:
            curseur.execute(_LIRE, parametres)
            ligne: Sequence[Any] | None = curseur.fetchone()
    except DatabaseError:
        # A connection that died: Django opens another one and answers.
        connection.close()
        return None
    return ligne


def _temoins(texte: str) -> dict[str, str]:
    try:
        return {nom: morceau.value for nom, morceau in SimpleCookie(texte).items()}
    except CookieError:
        return {}


def _sur(environ: Environ) -> bool:
    """Whether this request may be answered here: on a deployment with TLS, Django redirects the others."""
    if not settings.SECURE_SSL_REDIRECT:
        return True
    nom, valeur = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    return environ.get("wsgi.url_scheme") == "https" or environ.get(nom) == valeur


def _encoder(environ: Environ, comprime: bytes) -> tuple[Entetes, bytes]:
    entetes = [("Content-Type", "text/html; charset=utf-8")]
    if "gzip" in str(environ.get("HTTP_ACCEPT_ENCODING", "")):
        entetes.append(("Content-Encoding", "gzip"))
    else:
        comprime = gzip.decompress(comprime)
    return [*entetes, ("Content-Length", str(len(comprime)))], comprime
