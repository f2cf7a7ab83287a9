"""From the bytes of a file to its lines of text: the encoding is found, never guessed silently (PRE-01)."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from santorin.editions.tableaux.anomalies import Anomalie, TableauRefuse

TAILLE_MAXIMALE: Final = 20 * 1024 * 1024  # bytes
LIGNE_MAXIMALE: Final = 10_000  # bytes
MORCEAU: Final = 64 * 1024
UTF8: Final = "utf-8"
WINDOWS: Final = "cp1252"
_SIGNATURES: Final = {
    b"PK\x03\x04": "c’est un classeur de tableur (.xlsx ou .ods)\u00a0: enregistrez-le au format CSV",
    b"\xd0\xcf\x11\xe0": "c’est un classeur de tableur (.xls)\u00a0: enregistrez-le au format CSV",
    b"%PDF": "c’est un PDF, pas un fichier CSV",
    codecs.BOM_UTF16_LE: "le fichier est en UTF-16\u00a0: enregistrez-le en «\u00a0CSV UTF-8\u00a0»",
    codecs.BOM_UTF16_BE: "le fichier est en UTF-16\u00a0: enregistrez-le en «\u00a0CSV UTF-8\u00a0»",
}
# What no text holds: control characters but tab and ends of line.
_BINAIRE: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Bytes without a meaning in Windows-1252.
_HORS_WINDOWS: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# An accented letter of French as UTF-8 writes it.
_LETTRE_UTF8: Final = re.compile(rb"\xc3[\x80-\xbf]|\xc5[\x92\x93\xb8]|\xe2\x80[\x93-\x9f]")


def encodage(fichier: BinaryIO) -> str:
    """The encoding of the file, UTF-8 (with or without its mark) or Windows-1252; reads it whole, by pieces.

    Raises `TableauRefuse` when it is empty, too big, not text, cut in a character, or a mix of both encodings.
    """
    debut = _commencer(fichier)
    decodeur = codecs.getincrementaldecoder(UTF8)()
    ligne, lus, faute = 1, 0, None
    fichier.seek(0)
    while morceau := fichier.read(MORCEAU):
        lus += len(morceau)
        _refuser_binaire(morceau, ligne, lus)
        if faute is None:
            faute = _premiere_faute(decodeur, morceau, ligne)
        ligne += morceau.count(b"\n")
    if faute is None and decodeur.getstate()[0]:
        faute = ligne
    if faute is None:
        return UTF8
    if debut.startswith(codecs.BOM_UTF8):
        raise TableauRefuse(
            Anomalie(faute, "un caractère n’est pas de l’UTF-8, alors que le fichier l’annonce")
        )
    _refuser_melange(fichier, faute)
    return WINDOWS


def lignes(fichier: BinaryIO) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, from 1, without their ends; at most `LIGNE_MAXIMALE` bytes are held at a time.

    Raises `TableauRefuse` as `encodage` does, and for a line without an end.
    """
    codage = encodage(fichier)
    fichier.seek(0)
    numero = 0
    while octets := fichier.readline(LIGNE_MAXIMALE + 1):
        numero += 1
        if len(octets) > LIGNE_MAXIMALE:
            raison = f"plus de {LIGNE_MAXIMALE} caractères sans retour à la ligne"
            raise TableauRefuse(Anomalie(numero, raison))
        if numero == 1:
            octets = octets.removeprefix(codecs.BOM_UTF8)
        texte = octets.decode(codage).rstrip("\r\n")
        if "\r" in texte:
            raise TableauRefuse(
                Anomalie(
                    numero,
                    "fins de ligne inconnues\u00a0: enregistrez en «\u00a0CSV (séparateur point-virgule)\u00a0»",
                )
            )
        yield numero, texte


def _commencer(fichier: BinaryIO) -> bytes:
    fichier.seek(0)
    debut = fichier.read(8)
    if not debut:
        raise TableauRefuse(Anomalie(0, "le fichier est vide"))
    for signature, raison in _SIGNATURES.items():
        if debut.startswith(signature):
            raise TableauRefuse(Anomalie(0, raison))
    return debut


def _refuser_binaire(morceau: bytes, ligne: int, lus: int) -> None:
    if lus > TAILLE_MAXIMALE:
        raison = f"le fichier dépasse {TAILLE_MAXIMALE // 1024 // 1024}\u00a0Mo\u00a0: découpez-le"
        raise TableauRefuse(Anomalie(0, raison))
    if trouve := _BINAIRE.search(morceau):
        fautive = ligne + morceau.count(b"\n", 0, trouve.start())
        raise TableauRefuse(Anomalie(fautive, "caractère illisible\u00a0: ce n’est pas un fichier texte"))


def _premiere_faute(decodeur: codecs.IncrementalDecoder, morceau: bytes, ligne: int) -> int | None:
    """The line of the first byte that is not UTF-8, or None."""
    attente = len(decodeur.getstate()[0])
    try:
        decodeur.decode(morceau)
    except UnicodeDecodeError as erreur:
        return ligne + morceau.count(b"\n", 0, max(0, erreur.start - attente))
    return None


def _refuser_melange(fichier: BinaryIO, faute: int) -> None:
    """A file that is not UTF-8 but holds letters written in UTF-8 would come out as « GuÃ©rin »."""
    ligne, reste = 1, b""
    fichier.seek(0)
    while morceau := fichier.read(MORCEAU):
        if trouve := _HORS_WINDOWS.search(morceau):
            fautive = ligne + morceau.count(b"\n", 0, trouve.start())
            raison = "caractère inconnu\u00a0: enregistrez le fichier en «\u00a0CSV UTF-8\u00a0»"
            raise TableauRefuse(Anomalie(fautive, raison))
        if _LETTRE_UTF8.search(reste + morceau):
            raison = "le fichier mélange deux codages\u00a0: enregistrez-le en «\u00a0CSV UTF-8\u00a0»"
            raise TableauRefuse(Anomalie(faute, raison))
        reste = morceau[-2:]
        ligne += morceau.count(b"\n")
