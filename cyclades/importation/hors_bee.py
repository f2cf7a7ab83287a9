"""The CSV hors BEE: « ; », UTF-8 or Windows-1252, columns found by their names (PRE-04)."""

from collections.abc import Iterator
from typing import IO, BinaryIO, Final, cast

from cyclades.importation.lecture import EleveLu, Faute, FichierIllisible, composer
from santorin.editions.tableaux import Anomalie, Colonne, Ligne, Tableau, TableauRefuse

ETABLISSEMENT: Final = "etablissement"
CHAMPS: Final = {
    "nom_famille": "nom",
    "prenoms": "prenoms",
    "ine": "ine",
    "date_naissance": "date_naissance",
    "division_classe": "division",
    "serie": "formation",
}
FACULTATIVES: Final = {"division_classe", "serie"}
COLONNES: Final = tuple(Colonne(nom, obligatoire=nom not in FACULTATIVES) for nom in (*CHAMPS, ETABLISSEMENT))
XML: Final = "Ce fichier est un XML, pas un CSV\u00a0: choisissez l’origine «\u00a0Base élèves (BEE)\u00a0»."


def lire_hors_bee(fichier: IO[bytes], uai: str) -> Iterator[EleveLu | Faute]:
    """PRE-04: the pupils of the school `uai`, line by line. Raises `FichierIllisible` for what is no such table."""
    _refuser_xml(fichier)
    try:
        for lue in Tableau(cast(BinaryIO, fichier), COLONNES):
            yield _faute(lue) if isinstance(lue, Anomalie) else _eleve(lue, uai)
    except TableauRefuse as refus:
        raise FichierIllisible(refus.message) from refus


def _refuser_xml(fichier: IO[bytes]) -> None:
    fichier.seek(0)
    if fichier.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise FichierIllisible(XML)


def _faute(anomalie: Anomalie) -> Faute:
    return Faute(f"Ligne {anomalie.ligne}", (anomalie.raison,))


def _eleve(ligne: Ligne, uai: str) -> EleveLu | Faute:
    champs = {champ: ligne.cellules.get(nom, "") for nom, champ in CHAMPS.items()}
    lu = composer(f"Ligne {ligne.numero}", champs)
    dit = ligne.cellules[ETABLISSEMENT]
    if dit.upper() == uai:
        return lu
    ailleurs = f"l’établissement est « {dit} »\u00a0: ce fichier doit être celui de {uai}"
    return Faute(lu.ou, (ailleurs, *(lu.raisons if isinstance(lu, Faute) else ())))
