"""A table with a header: its columns found by name, its cells cleaned, each bad line told and skipped (PRE-01)."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from santorin.editions.tableaux.anomalies import Anomalie, TableauRefuse
from santorin.editions.tableaux.texte import lignes

SEPARATEUR: Final = ";"
_AUTRES_SEPARATEURS: Final = {",": "une virgule", "\t": "une tabulation", "|": "une barre"}
# « ="0350059Z" »: how people keep a spreadsheet from changing a number.
_TEXTE_DE_TABLEUR: Final = re.compile(r'="([^"]*)"')
_BLANCS: Final = re.compile(r"[\s\u00a0\u202f]+")


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column that is known: its name, what it is also called, whether it must be there."""

    nom: str
    synonymes: tuple[str, ...] = ()
    obligatoire: bool = True


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line: its number in the file, and its cells by column."""

    numero: int
    cellules: Mapping[str, str]


class Tableau:
    """A table being read, once. `ignorees` holds the columns nobody asked for; with `libres`, they are read too."""

    def __init__(self, fichier: BinaryIO, colonnes: Sequence[Colonne], *, libres: bool = False) -> None:
        self._lignes = lignes(fichier)
        self._noms = self._entete(colonnes, libres=libres)

    def __iter__(self) -> Iterator[Ligne | Anomalie]:
        """Each line that holds something, or what is wrong with it. Raises `TableauRefuse` as the lines do."""
        vide = True
        for numero, texte in self._lignes:
            if texte.strip(f"{SEPARATEUR} \t\u00a0"):
                vide = False
                yield self._lire(numero, texte)
        if vide:
            raise TableauRefuse(Anomalie(2, "le fichier n’a aucune ligne après ses titres de colonnes"))

    def _entete(self, colonnes: Sequence[Colonne], *, libres: bool) -> list[str | None]:
        numero, texte = next(self._lignes)
        titres = _decouper(numero, texte)
        if isinstance(titres, Anomalie):
            raise TableauRefuse(titres)
        _exiger_separateur(texte, titres)
        connues = {_cle(nom): c.nom for c in colonnes for nom in (c.nom, *c.synonymes)}
        noms = [connues.get(_cle(titre)) or (titre if libres and titre else None) for titre in titres]
        self.ignorees = [titre for titre, nom in zip(titres, noms, strict=True) if nom is None and titre]
        self.titres = [nom for nom in noms if nom is not None]
        _exiger_colonnes(colonnes, self.titres)
        return noms

    def _lire(self, numero: int, texte: str) -> Ligne | Anomalie:
        cellules = _decouper(numero, texte)
        if isinstance(cellules, Anomalie):
            return cellules
        attendues = len(self._noms)
        while len(cellules) > attendues and not cellules[-1]:
            cellules.pop()
        if len(cellules) != attendues:
            manque = (
                "ligne tronquée\u00a0?" if len(cellules) < attendues else "un point-virgule de trop\u00a0?"
            )
            return Anomalie(
                numero, f"{len(cellules)} colonnes au lieu de {attendues} ({manque})", valeur=texte
            )
        return Ligne(
            numero,
            {nom: cellule for nom, cellule in zip(self._noms, cellules, strict=True) if nom is not None},
        )


def nettoyer(cellule: str) -> str:
    """A cell as text: one form per accented letter, single spaces; a spreadsheet's `="…"` is what it quotes."""
    texte = _BLANCS.sub(" ", unicodedata.normalize("NFC", cellule)).strip()
    if quote := _TEXTE_DE_TABLEUR.fullmatch(texte):
        texte = quote[1].strip()
    return texte


def _decouper(numero: int, texte: str) -> list[str] | Anomalie:
    """The cells of one line; a quoted cell ends on its line."""
    try:
        return [
            nettoyer(cellule) for cellule in next(csv.reader([texte], delimiter=SEPARATEUR, strict=True), [])
        ]
    except csv.Error:
        return Anomalie(
            numero, "guillemet non fermé, ou suivi d’autre chose qu’un point-virgule", valeur=texte
        )


def _cle(titre: str) -> str:
    """What is compared of a column's title: its letters and digits, without accents."""
    decompose = unicodedata.normalize("NFKD", titre.replace("°", "").replace("º", ""))
    return re.sub(r"[^a-z0-9]", "", decompose.lower())


def _exiger_separateur(texte: str, titres: Sequence[str]) -> None:
    if len(titres) > 1:
        return
    for separateur, nom in _AUTRES_SEPARATEURS.items():
        if separateur in texte:
            raison = f"les colonnes sont séparées par {nom}\u00a0: il faut un point-virgule"
            raise TableauRefuse(Anomalie(1, raison, valeur=texte))


def _exiger_colonnes(colonnes: Sequence[Colonne], titres: Sequence[str]) -> None:
    repetees = [titre for titre, nombre in Counter(titres).items() if nombre > 1]
    if repetees:
        raise TableauRefuse(Anomalie(1, "la colonne est présente deux fois", colonne=repetees[0]))
    manquantes = [c.nom for c in colonnes if c.obligatoire and c.nom not in titres]
    if manquantes:
        raison = (
            "colonne absente" if len(manquantes) == 1 else f"colonnes absentes\u00a0: {', '.join(manquantes)}"
        )
        raise TableauRefuse(Anomalie(1, raison, colonne=manquantes[0] if len(manquantes) == 1 else ""))
