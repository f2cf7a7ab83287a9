"""The CSV hors BEE: « ; », UTF-8 or Windows-1252, columns found by their names (PRE-04)."""

import csv
import io
from collections.abc import Iterator
from typing import IO, Any

from cyclades.importation.lecture import EleveLu, Faute, FichierIllisible, composer

COLONNES = {
    "nom_famille": "nom",
    "prenoms": "prenoms",
    "ine": "ine",
    "date_naissance": "date_naissance",
    "division_classe": "division",
    "serie": "formation",
}
EXIGEES = ("nom_famille", "prenoms", "ine", "date_naissance", "etablissement")


def lire_hors_bee(fichier: IO[bytes], uai: str) -> Iterator[EleveLu | Faute]:
    """PRE-04: the pupils of the school `uai`, line by line. Raises `FichierIllisible` without the needed columns."""
    with io.TextIOWrapper(_tamponner(fichier), encoding=_codage(fichier), newline="") as texte:
        lecteur = csv.DictReader(texte, delimiter=";", restval="")
        noms = [nom.strip().lower() for nom in lecteur.fieldnames or ()]
        if manquantes := [nom for nom in EXIGEES if nom not in noms]:
            raise FichierIllisible(f"Colonnes absentes du fichier CSV : {', '.join(manquantes)}.")
        lecteur.fieldnames = noms
        for numero, ligne in enumerate(lecteur, start=2):
            ou = f"Ligne {numero}"
            if None in ligne:
                yield Faute(ou, ("il y a plus de cellules que de colonnes",))
            elif ligne["etablissement"].strip() != uai:
                yield Faute(
                    ou, (f"établissement {ligne['etablissement']} : ce fichier doit être celui de {uai}",)
                )
            else:
                yield composer(ou, {champ: ligne.get(nom, "") for nom, champ in COLONNES.items()})


def _codage(fichier: IO[bytes]) -> str:
    """UTF-8 when the whole file is, Windows-1252 otherwise."""
    fichier.seek(0)
    try:
        with io.TextIOWrapper(_tamponner(fichier), encoding="utf-8-sig") as texte:
            while texte.read(1 << 16):
                pass
    except UnicodeDecodeError:
        codage = "cp1252"
    else:
        codage = "utf-8-sig"
    fichier.seek(0)
    return codage


def _tamponner(fichier: IO[bytes]) -> io.BufferedReader:
    """The file, read through a buffer whose end does not close it."""
    return io.BufferedReader(_Brut(fichier))


class _Brut(io.RawIOBase):
    """Reads through to a file that stays open."""

    def __init__(self, fichier: IO[bytes]) -> None:
        super().__init__()
        self._fichier = fichier

    def readable(self) -> bool:
        return True

    def readinto(self, tampon: Any) -> int:
        lus = self._fichier.read(len(tampon))
        tampon[: len(lus)] = lus
        return len(lus)
