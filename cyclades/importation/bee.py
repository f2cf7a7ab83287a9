"""SIECLE BEE, XML 2.1: read as it streams, safely: no entity, no document type, no bomb (PRE-04, SEC-02)."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from cyclades.importation.lecture import EleveLu, Faute, FichierIllisible, composer

OCTETS_AU_PLUS = 400 * 1024 * 1024
ILLISIBLE = "Ce fichier n'est pas un export BEE (XML BEE_ELEVES, version 2.1)."
# defusedxml publishes no type for what it parses.
Element = Any


def lire_bee(fichier: IO[bytes], uai: str) -> Iterator[EleveLu | Faute]:
    """PRE-04: the pupils of the school `uai` who are still there, each with its division.

    Two passes: the structures come after the pupils. Memory holds the divisions, never the tree.
    Raises `FichierIllisible` for another file, another school, another version, or a hostile file.
    """
    divisions = _divisions(fichier, uai)
    with _ouvrir(fichier) as flux:
        for _, element in _evenements(flux, ("end",)):
            if element.tag != "ELEVE":
                continue
            texte = {enfant.tag: (enfant.text or "") for enfant in element}
            identifiant = element.get("ELEVE_ID", "")
            element.clear()
            if texte.get("DATE_SORTIE", "").strip():
                continue
            yield composer(f"Élève {identifiant}", _champs(texte, divisions.get(identifiant, "")))


def _champs(texte: dict[str, str], division: str) -> dict[str, str]:
    prenoms = " ".join(texte.get(nom, "") for nom in ("PRENOM", "PRENOM2", "PRENOM3"))
    return {
        "ine": texte.get("INE_RNIE", "").strip() or texte.get("ID_NATIONAL", ""),
        "nom": texte.get("NOM_DE_FAMILLE", ""),
        "nom_usage": texte.get("NOM_USAGE", ""),
        "prenoms": prenoms,
        "date_naissance": texte.get("DATE_NAISS", ""),
        "division": division,
        "formation": texte.get("CODE_MEF", ""),
    }


def _divisions(fichier: IO[bytes], uai: str) -> dict[str, str]:
    """First pass: version, school, and the division of each pupil."""
    divisions: dict[str, str] = {}
    etablissements = []
    with _ouvrir(fichier) as flux:
        for etape, element in _evenements(flux, ("start", "end")):
            if etape == "start":
                _exiger_version(element)
            elif element.tag == "UAJ":
                etablissements.append((element.text or "").strip())
                _exiger_etablissement(etablissements[-1], uai)
            elif element.tag in {"STRUCTURES_ELEVE", "ELEVE"}:
                divisions |= _division(element)
                element.clear()
    if not etablissements:
        raise FichierIllisible(ILLISIBLE)
    return divisions


def _exiger_version(element: Element) -> None:
    if element.tag == "BEE_ELEVES" and element.get("VERSION") != "2.1":
        raise FichierIllisible(ILLISIBLE)


def _exiger_etablissement(lu: str, uai: str) -> None:
    if lu != uai:
        raise FichierIllisible(f"Ce fichier est celui de l'établissement {lu}, pas de {uai}.")


def _division(element: Element) -> dict[str, str]:
    for structure in element:
        if structure.findtext("TYPE_STRUCTURE", "").strip() == "D":
            return {element.get("ELEVE_ID", ""): structure.findtext("CODE_STRUCTURE", "").strip()}
    return {}


def _evenements(flux: IO[bytes], etapes: tuple[str, ...]) -> Iterator[tuple[str, Element]]:
    try:
        yield from iterparse(flux, events=etapes, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, UnicodeDecodeError) as erreur:
        raise FichierIllisible(ILLISIBLE) from erreur


@contextmanager
def _ouvrir(fichier: IO[bytes]) -> Iterator[IO[bytes]]:
    """The XML, out of its ZIP when it is in one. Raises `FichierIllisible` beyond the size that a school can have."""
    fichier.seek(0)
    if fichier.read(4) != b"PK\x03\x04":
        fichier.seek(0)
        yield fichier
        return
    try:
        with zipfile.ZipFile(fichier) as archive:
            membres = [un for un in archive.infolist() if un.filename.lower().endswith(".xml")]
            if len(membres) != 1 or membres[0].file_size > OCTETS_AU_PLUS:
                raise FichierIllisible(
                    "Ce fichier ZIP ne contient pas un seul fichier XML, ou il est trop gros."
                )
            with archive.open(membres[0]) as flux:
                yield flux
    except zipfile.BadZipFile as erreur:
        raise FichierIllisible("Ce fichier ZIP est abîmé.") from erreur
