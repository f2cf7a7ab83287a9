"""SIECLE BEE, XML 2.1: read as it streams, safely: no entity, no document type, no bomb (PRE-04, SEC-02)."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from cyclades.importation.lecture import EleveLu, Faute, FichierIllisible, composer

# Five times the export of the largest school there is; beyond, it is a bomb.
OCTETS_AU_PLUS = 100 * 1024 * 1024
ELEMENTS_AU_PLUS = 2_000_000
CHIFFRE = 0x1
ILLISIBLE = "Ce fichier n’est pas un export BEE (XML BEE_ELEVES, version 2.1)."
PAS_XML = f"{ILLISIBLE} Si c’est un CSV, choisissez l’origine «\u00a0Fichier hors BEE\u00a0»."
ABIME = (
    "Ce fichier XML est abîmé, ou ses caractères ne sont pas dans le codage qu’il annonce (ligne {ligne})\u00a0: "
    "exportez-le de nouveau."
)
HOSTILE = "Ce fichier XML déclare un type de document ou des entités, ce qu’un export BEE ne fait jamais\u00a0: il est refusé."
TROP_GROS = (
    "Ce fichier XML est plus gros que l’export d’un établissement ne peut l’être\u00a0: il est refusé."
)
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
    ouverts = 0
    with _ouvrir(fichier) as flux:
        for rang, (etape, element) in enumerate(_evenements(flux, ("start", "end"))):
            if etape == "start":
                _exiger_bee(element, racine=rang == 0)
                ouverts += 1
                _exiger_raisonnable(ouverts)
            elif element.tag == "UAJ":
                etablissements.append((element.text or "").strip())
                _exiger_etablissement(etablissements[-1], uai)
            elif element.tag in {"STRUCTURES_ELEVE", "ELEVE"}:
                divisions |= _division(element)
                element.clear()
    if not etablissements:
        raise FichierIllisible(ILLISIBLE)
    return divisions


def _exiger_bee(element: Element, *, racine: bool) -> None:
    if racine and (element.tag != "BEE_ELEVES" or element.get("VERSION") != "2.1"):
        raise FichierIllisible(ILLISIBLE)


def _exiger_raisonnable(ouverts: int) -> None:
    """Memory holds what is open, and what stands elsewhere than under the pupils: a bomb is told before it bursts."""
    if ouverts > ELEMENTS_AU_PLUS:
        raise FichierIllisible(TROP_GROS)


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
    except DefusedXmlException as erreur:
        raise FichierIllisible(HOSTILE) from erreur
    except ParseError as erreur:
        raise FichierIllisible(ABIME.format(ligne=erreur.position[0])) from erreur
    except (LookupError, ValueError) as erreur:
        # An encoding that nobody knows, or that this parser does not read.
        raise FichierIllisible(ILLISIBLE) from erreur


@contextmanager
def _ouvrir(fichier: IO[bytes]) -> Iterator[IO[bytes]]:
    """The XML, out of its ZIP when it is in one. Raises `FichierIllisible` beyond the size that a school can have."""
    fichier.seek(0)
    debut = fichier.read(64)
    fichier.seek(0)
    if not debut.startswith(b"PK\x03\x04"):
        if not debut.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            raise FichierIllisible(PAS_XML)
        yield fichier
        return
    try:
        with zipfile.ZipFile(fichier) as archive, archive.open(_seul_xml(archive)) as flux:
            yield flux
    except (zipfile.BadZipFile, zlib.error, EOFError) as erreur:
        raise FichierIllisible("Ce fichier ZIP est abîmé\u00a0: envoyez-le de nouveau.") from erreur


def _seul_xml(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The only XML of the archive. What a Mac adds beside it does not count."""
    membres = [un for un in archive.infolist() if un.filename.lower().endswith(".xml") and not _du_mac(un)]
    if not membres:
        raise FichierIllisible("Ce fichier ZIP ne contient aucun fichier XML.")
    if len(membres) > 1:
        raise FichierIllisible(
            f"Ce fichier ZIP contient {len(membres)} fichiers XML\u00a0: n’y laissez que l’export BEE."
        )
    [membre] = membres
    if membre.flag_bits & CHIFFRE:
        raise FichierIllisible("Ce fichier ZIP est protégé par un mot de passe\u00a0: envoyez-le sans.")
    if membre.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FichierIllisible("Ce fichier ZIP est compressé d’une façon que l’application ne lit pas.")
    if membre.file_size > OCTETS_AU_PLUS:
        raise FichierIllisible(TROP_GROS)
    return membre


def _du_mac(membre: zipfile.ZipInfo) -> bool:
    chemin = PurePosixPath(membre.filename)
    return chemin.parts[0] == "__MACOSX" or chemin.name.startswith("._")
