"""The receiving side of the contract, shared by the reference servers (CYC-01, IMA-01).

A body is read whole or refused whole, with the place of the fault; a compressed one never grows beyond a bound.
"""

import re
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any, TypeVar

import msgspec
from django.http import HttpResponse
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from santorin.transmission.destinataires.contrat import Erreur
from santorin.transmission.destinataires.ports import AccesRefuse, Echec, EnvoiMalForme, EpreuvePubliee

T = TypeVar("T")

CORPS_MAXIMAL = 4 * 1024 * 1024  # bytes, once inflated: five times the largest batch allowed
TEMOIN_GZIP = 16 + zlib.MAX_WBITS

# What the decoder says, in French; the place it names follows the contract's field names.
TRADUCTIONS = (
    (r"Object missing required field `(\w+)`", r"le champ « \1 » manque"),
    (r"Expected `(.+?)`, got `(.+?)`", r"« \1 » était attendu et non « \2 »"),
    (r"Expected `(.+?)` matching regex '(.+?)'", r"la forme attendue est « \2 »"),
    (r"Expected `(.+?)` of length (.+)", r"la longueur attendue est « \2 »"),
    (r"Expected `(.+?)` ([<>]=?) (.+)", r"une valeur \2 \3 était attendue"),
    (r"Expected `(.+?)` with a timezone component", r"la date et l’heure doivent dire leur fuseau"),
    (r"Invalid (.+)", r"« \1 » n’est pas lisible"),
)


class EnvoiRefuse(APIException):
    """A whole batch refused: nothing of it is recorded. The answer's body is the contract's `Erreur`."""

    def __init__(
        self, statut: int, message: str, *, motif: str, lieu: str = "", publiee_le: datetime | None = None
    ) -> None:
        erreur = Erreur(motif=motif, message=message, lieu=lieu, publiee_le=publiee_le)
        dit = msgspec.to_builtins(erreur)
        super().__init__({nom: valeur for nom, valeur in dit.items() if valeur})
        self.status_code = statut


class CorpsBrut(BaseParser):
    """JSON taken as it comes, compressed or not: `lire_corps` checks it once the token is known to be good."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        octets = stream.read(CORPS_MAXIMAL + 1)
        if len(octets) > CORPS_MAXIMAL:
            raise trop_gros()
        return bytes(octets)


def lire_corps(request: Request, forme: type[T]) -> T:
    """The body of the request as `forme`. Raises `EnvoiRefuse`: 413 too big, 415 or 422 unreadable."""
    # The framework does not call the parser for an empty body.
    recu: Any = request.data
    octets: bytes = recu if isinstance(recu, bytes) else b""
    match request.headers.get("Content-Encoding", "identity").lower():
        case "gzip":
            octets = _degonfle(octets)
        case "identity":
            pass
        case inconnu:
            raise EnvoiRefuse(
                status.HTTP_415_UNSUPPORTED_MEDIA_TYPE,
                f"La compression « {inconnu[:20]} » n’est pas acceptée : gzip ou aucune.",
                motif="COMPRESSION_INCONNUE",
            )
    try:
        return msgspec.json.decode(octets, type=forme)
    except (msgspec.DecodeError, UnicodeDecodeError) as erreur:
        message, lieu = en_francais(str(erreur))
        raise mal_forme(message, lieu) from erreur


def _degonfle(octets: bytes) -> bytes:
    """The inflated body, whole, single and not beyond the bound (a bomb is refused before it grows)."""
    decodeur = zlib.decompressobj(TEMOIN_GZIP)
    try:
        gonfle = decodeur.decompress(octets, CORPS_MAXIMAL)
    except zlib.error as erreur:
        raise mal_forme("le corps n’est pas du gzip lisible", "$") from erreur
    if decodeur.unconsumed_tail:
        raise trop_gros()
    if not decodeur.eof or decodeur.unused_data:
        raise mal_forme("le corps compressé est tronqué, ou suivi d’autre chose", "$")
    return gonfle


def repondre(request: Request, comprimee: bytes) -> HttpResponse:
    """The answer kept compressed, sent as it is to who reads gzip."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        reponse = HttpResponse(comprimee, content_type="application/json")
        reponse["Content-Encoding"] = "gzip"
    else:
        reponse = HttpResponse(zlib.decompress(comprimee, TEMOIN_GZIP), content_type="application/json")
    reponse["Vary"] = "Accept-Encoding"
    return reponse


def refuser(echec: Echec) -> EnvoiRefuse:
    """The answer that makes the client raise the same kind of `Echec` again."""
    if isinstance(echec, EpreuvePubliee):
        return EnvoiRefuse(
            status.HTTP_409_CONFLICT, echec.message, motif="EPREUVE_PUBLIEE", publiee_le=echec.publiee_le
        )
    if isinstance(echec, AccesRefuse):
        return EnvoiRefuse(status.HTTP_403_FORBIDDEN, echec.message, motif="ACCES_REFUSE")
    if isinstance(echec, EnvoiMalForme):
        return mal_forme(echec.message, "$")
    return EnvoiRefuse(status.HTTP_503_SERVICE_UNAVAILABLE, echec.message, motif="INDISPONIBLE")


def mal_forme(message: str, lieu: str) -> EnvoiRefuse:
    """The refusal of a batch that cannot be read, naming the place of the fault."""
    return EnvoiRefuse(
        status.HTTP_422_UNPROCESSABLE_ENTITY,
        f"Envoi mal formé : {message.rstrip('.')}.",
        motif="ENVOI_MAL_FORME",
        lieu=lieu,
    )


def trop_gros() -> EnvoiRefuse:
    """The refusal of a batch that is too big."""
    return EnvoiRefuse(
        status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, "L’envoi est trop gros.", motif="ENVOI_TROP_GROS"
    )


def en_francais(anomalie: str) -> tuple[str, str]:
    """What the decoder says of a fault, as a French sentence and its place (« $.notes[3].version »)."""
    dit, _, lieu = anomalie.partition(" - at `")
    for motif, remplacement in TRADUCTIONS:
        if re.match(motif, dit):
            return re.sub(motif, remplacement, dit), lieu.rstrip("`") or "$"
    return "ce n’est pas du JSON lisible", lieu.rstrip("`") or "$"


def schema(forme: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON schema of a structure, whole, for the OpenAPI description."""
    (racine,), composants = msgspec.json.schema_components([forme], ref_template="{name}")
    developpe: dict[str, Any] = _developper(racine, composants)
    return developpe


def _developper(noeud: Any, composants: dict[str, Any]) -> Any:
    if isinstance(noeud, list):
        return [_developper(element, composants) for element in noeud]
    if not isinstance(noeud, dict):
        return noeud
    if "$ref" in noeud:
        return _developper(composants[noeud["$ref"]], composants)
    return {cle: _developper(valeur, composants) for cle, valeur in noeud.items()}
