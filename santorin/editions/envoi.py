"""Files sent so that a cut download goes on where it stopped: Content-Length, ETag, Range, If-Range (TEL-02)."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, parse_etags

from santorin.editions.stockage import adresse_signee, place

_MORCEAU: Final = 1 << 18
_PLAGE: Final = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")


@dataclass(frozen=True, slots=True)
class Fichier:
    """What is sent: `ouvrir` gives its bytes, `taille` their number, `empreinte` names them; with `nom`, it is saved.

    `sha256` is that of the bytes, in hexadecimal, where it is known and may be told: who receives them can check them.

    With `rangement`, its name in the storage, the front server or the object store may send it in our place.
    """

    ouvrir: Callable[[], Any]
    taille: int
    empreinte: str
    type_mime: str
    nom: str = ""
    rangement: str = ""
    sha256: str = ""

    @property
    def disposition(self) -> str:
        """How the browser is told to save it; empty when it shows it."""
        return content_disposition_header(as_attachment=True, filename=self.nom) or "" if self.nom else ""

    @property
    def condensat(self) -> str:
        """`Repr-Digest` of RFC 9530: of the whole file, whatever the part sent."""
        return f"sha-256=:{b64encode(bytes.fromhex(self.sha256)).decode()}:" if self.sha256 else ""

    @property
    def etag(self) -> str:
        """A strong validator."""
        return f'"{self.empreinte}"'


class HorsDuFichier(Exception):
    """The bytes asked for lie beyond the file's end."""


def envoyer(request: HttpRequest, fichier: Fichier) -> HttpResponseBase:
    """The whole file, the part asked for (206), nothing new (304), or 416 beyond its end (RFC 9110).

    Several parts at once are answered by the whole file, as the standard allows. The browser asks again each time it
    shows it: the right is checked anew (SEC-02).
    """
    if fichier.etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _entetes(HttpResponse(status=304), fichier)
    if request.method == "GET" and (ailleurs := _par_un_autre(fichier)) is not None:
        return ailleurs
    try:
        plage = plage_demandee(request, fichier)
    except HorsDuFichier:
        return _hors(fichier)
    if plage is None:
        reponse: HttpResponseBase = FileResponse(fichier.ouvrir(), content_type=fichier.type_mime)
        reponse["Content-Length"] = str(fichier.taille)
    else:
        reponse = _partie(fichier, *plage)
    if fichier.nom:
        reponse["Content-Disposition"] = fichier.disposition
    return _entetes(reponse, fichier)


def _par_un_autre(fichier: Fichier) -> HttpResponse | None:
    """SEC-02: the right was checked here; the bytes leave through the object store or the front server."""
    if not fichier.rangement:
        return None
    if fichier.nom and (
        adresse := adresse_signee(
            fichier.rangement, type_mime=fichier.type_mime, disposition=fichier.disposition
        )
    ):
        redirection = HttpResponseRedirect(adresse)
        patch_cache_control(redirection, private=True, no_store=True)
        redirection["Referrer-Policy"] = "no-referrer"
        return redirection
    if not settings.FRONTAL_FICHIERS or place(fichier.rangement) is None:
        return None
    renvoi = HttpResponse(content_type=fichier.type_mime)
    renvoi["X-Accel-Redirect"] = settings.FRONTAL_FICHIERS + quote(fichier.rangement)
    if fichier.nom:
        renvoi["Content-Disposition"] = fichier.disposition
    if fichier.sha256:
        renvoi["Repr-Digest"] = fichier.condensat
    patch_cache_control(renvoi, private=True, no_cache=True)
    return renvoi


def plage_demandee(request: HttpRequest, fichier: Fichier) -> tuple[int, int] | None:
    """First and last byte asked for, or None for the whole file. Raises `HorsDuFichier`."""
    condition = request.headers.get("If-Range", fichier.etag)
    trouvee = _PLAGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if request.method != "GET" or condition != fichier.etag or trouvee is None or trouvee[0] == "bytes=-":
        return None
    debut, fin = trouvee.groups()
    if not debut:
        if not int(fin) or not fichier.taille:
            raise HorsDuFichier
        return max(0, fichier.taille - int(fin)), fichier.taille - 1
    if fin and int(fin) < int(debut):
        return None
    if int(debut) >= fichier.taille:
        raise HorsDuFichier
    return int(debut), min(int(fin or fichier.taille - 1), fichier.taille - 1)


def est_un_debut(request: HttpRequest, fichier: Fichier) -> bool:
    """Whether this request starts a download, as opposed to going on with one or finding nothing new."""
    if fichier.etag in parse_etags(request.headers.get("If-None-Match", "")):
        return False
    try:
        plage = plage_demandee(request, fichier)
    except HorsDuFichier:
        return False
    return plage is None or plage[0] == 0


def _entetes(reponse: HttpResponseBase, fichier: Fichier) -> HttpResponseBase:
    reponse["ETag"] = fichier.etag
    reponse["Accept-Ranges"] = "bytes"
    if fichier.sha256:
        reponse["Repr-Digest"] = fichier.condensat
    patch_cache_control(reponse, private=True, no_cache=True)
    return reponse


def _hors(fichier: Fichier) -> HttpResponseBase:
    reponse = HttpResponse(status=416)
    reponse["Content-Range"] = f"bytes */{fichier.taille}"
    return _entetes(reponse, fichier)


def _partie(fichier: Fichier, debut: int, fin: int) -> HttpResponseBase:
    partie = _Partie(fichier.ouvrir(), debut, fin - debut + 1)
    reponse = StreamingHttpResponse(partie, status=206, content_type=fichier.type_mime)
    reponse["Content-Length"] = str(fin - debut + 1)
    reponse["Content-Range"] = f"bytes {debut}-{fin}/{fichier.taille}"
    return reponse


class _Partie:
    """Some bytes of a file; the response closes it, even when nobody reads it."""

    def __init__(self, source: BinaryIO, debut: int, reste: int) -> None:
        self._source = source
        self._reste = reste
        source.seek(debut)
        self.close = source.close

    def __iter__(self) -> Iterator[bytes]:
        while self._reste and (morceau := self._source.read(min(_MORCEAU, self._reste))):
            self._reste -= len(morceau)
            yield morceau


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages; leaves alone the files whose length and parts are announced."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.has_header("Accept-Ranges"):
            return response
        return super().process_response(request, response)
