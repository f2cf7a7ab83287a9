"""The fingerprint that chains an entry to the one before it: pure functions (SEC-01)."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from santorin.journal.models import Entree, Fil


@dataclass(frozen=True, slots=True)
class Anomalie:
    """A place where the chain is broken, in words."""

    fil: str
    numero: int
    message: str


def contenu(entree: Entree) -> dict[str, Any]:
    """What an entry says, by column."""
    return {
        "fil": entree.fil_id,
        "numero": entree.numero,
        "le": entree.le,
        "par": entree.par_id,
        "auteur": entree.auteur,
        "provenance": entree.provenance,
        "acte": entree.acte,
        "objet": entree.objet,
        "motif": entree.motif,
        "avant": entree.avant,
        "apres": entree.apres,
        "precedente": entree.precedente,
    }


def empreinte(entree: Entree) -> str:
    """SHA-256, in hexadecimal, of the entry's content and of the fingerprint before it."""
    dit = contenu(entree) | {"le": entree.le.astimezone(UTC).isoformat(timespec="microseconds")}
    canonique = json.dumps(dit, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonique.encode()).hexdigest()


def anomalies(fil: Fil, entrees: Iterable[Entree]) -> Iterator[Anomalie]:
    """Every break of one chain: changed, missing or inserted entries, and a head that does not fit (SEC-01)."""
    attendu, precedente = 1, ""
    for entree in entrees:
        if entree.numero != attendu:
            yield Anomalie(fil.nom, attendu, f"entrée n° {attendu} absente")
            attendu = entree.numero
        if entree.precedente != precedente:
            yield Anomalie(fil.nom, entree.numero, "ne s'enchaîne pas avec la précédente")
        if entree.empreinte != empreinte(entree):
            yield Anomalie(fil.nom, entree.numero, "contenu modifié après coup")
        attendu, precedente = entree.numero + 1, entree.empreinte
    if (fil.numero, fil.empreinte) != (attendu - 1, precedente):
        yield Anomalie(fil.nom, fil.numero, "la dernière entrée ne correspond pas à la tête du fil")
