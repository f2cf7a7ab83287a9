"""The editor's structures as JSON schemas for the OpenAPI description (API-01)."""

from collections.abc import Mapping
from typing import Any

import msgspec

_PREFIXE = "#/$defs/"


def schema(forme: type[msgspec.Struct]) -> dict[str, Any]:
    """The schema of a structure, what it refers to written in its place."""
    entier = msgspec.json.schema(forme)
    developpe: dict[str, Any] = _developper(entier, entier["$defs"])
    return developpe


def _developper(noeud: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(noeud, list):
        return [_developper(element, definitions) for element in noeud]
    if not isinstance(noeud, dict):
        return noeud
    if isinstance(reference := noeud.get("$ref"), str):
        return _developper(definitions[reference.removeprefix(_PREFIXE)], definitions)
    return {
        cle: _developper(valeur, definitions)
        for cle, valeur in noeud.items()
        if cle not in {"$defs", "discriminator"}
    }
