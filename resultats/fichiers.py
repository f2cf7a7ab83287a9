"""Transcripts as bytes: many in one file of the storage, each a slice with its own digest, written once (RES-06)."""

import hashlib
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from django.core.files.storage import default_storage

from resultats.models import Generation, Releve
from santorin.editions.stockage import ecriture, lire_tranche
from santorin.refus import Refus

_ABIME: Final = (
    "Ce relevé ne peut pas être remis\u00a0: son fichier est absent ou abîmé. Prévenez l’assistance, "
    "qui le rétablira depuis une sauvegarde."
)


@dataclass(frozen=True, slots=True)
class Tranche:
    """The place of one PDF in its file: `longueur` bytes from `debut`, and their SHA-256."""

    debut: int
    longueur: int
    sha256: str


def ranger(generation: Generation, uai: str, pdfs: Iterator[bytes]) -> tuple[str, list[Tranche]]:
    """Write PDFs one after the other in a new file, safe when this returns; its name and their places."""
    nom = f"{_dossier(generation)}/{uai}-{secrets.token_hex(8)}.paquet"
    tranches: list[Tranche] = []
    debut = 0
    with ecriture(nom) as fichier:
        for pdf in pdfs:
            fichier.write(pdf)
            tranches.append(Tranche(debut, len(pdf), hashlib.sha256(pdf).hexdigest()))
            debut += len(pdf)
    return nom, tranches


def lire(releve: Releve) -> bytes:
    """The PDF exactly as it was generated. Raises `Refus` when its bytes are not those any more."""
    try:
        pdf = lire_tranche(releve.fichier, releve.debut, releve.longueur)
    except OSError as erreur:
        raise Refus(_ABIME) from erreur
    if hashlib.sha256(pdf).hexdigest() != releve.sha256:
        raise Refus(_ABIME)
    return pdf


def jeter_les_restes(generation: Generation, connus: Collection[str]) -> None:
    """Delete the files of a generation that no transcript names: what a killed worker left (TRA-02)."""
    dossier = _dossier(generation)
    try:
        _, noms = default_storage.listdir(dossier)
    except FileNotFoundError:
        return
    for nom in noms:
        if f"{dossier}/{nom}" not in connus:
            default_storage.delete(f"{dossier}/{nom}")


def _dossier(generation: Generation) -> str:
    return f"releves/{generation.pk}"
