"""The file of livrets scolaires: candidat ; inscription ; discipline ; moyenne ; moyenne de la classe ; appréciation."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms

from santorin.refus import Refus, exiger

COLONNES: Final = 6
OCTETS_AU_PLUS: Final = 5 * 1024 * 1024
_MOYENNE: Final = re.compile(r"\d{1,2}([.,]\d{1,2})?")
_AU_PLUS: Final = Decimal(20)


@dataclass(frozen=True, slots=True)
class LigneLue:
    """One discipline of one candidate (by its dossier's key)."""

    dossier: int
    discipline: str
    moyenne: Decimal | None
    moyenne_classe: Decimal | None
    appreciation: str


class CsvLivrets(forms.Form):
    """DEL-06: the livrets of a jury; `connus` gives the dossier of each « numéro - inscription »."""

    livrets = forms.FileField(
        label="Fichier CSV des livrets scolaires",
        help_text="Colonnes : candidat ; inscription ; discipline ; moyenne ; moyenne de la classe ; appréciation. "
        "UTF-8 ou Windows-1252, 5 Mo au plus.",
    )

    def __init__(self, *args: Any, connus: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connus = connus

    def clean_livrets(self) -> list[LigneLue]:
        """The lines; every bad one is told with its number."""
        recu = self.cleaned_data["livrets"]
        if recu.size > OCTETS_AU_PLUS:
            raise forms.ValidationError("Ce fichier dépasse 5\u00a0Mo.")
        lues, fautes = [], []
        deja: set[tuple[int, str]] = set()
        for numero, cellules in _lignes(recu.read()):
            try:
                lue = _lire(cellules, self.connus)
                exiger(_obstacle_double(lue, deja))
            except Refus as refus:
                fautes.append(f"Ligne {numero}\u00a0: {refus.message}")
                continue
            deja.add((lue.dossier, lue.discipline.casefold()))
            lues.append(lue)
        if fautes or not lues:
            raise forms.ValidationError(fautes or "Ce fichier ne contient aucune ligne.")
        return lues


def _obstacle_double(lue: LigneLue, deja: Collection[tuple[int, str]]) -> str | None:
    if (lue.dossier, lue.discipline.casefold()) in deja:
        return f"{lue.discipline} est deux fois pour ce candidat."
    return None


def _lignes(octets: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = octets.decode("cp1252", "replace")
    lecteur = csv.reader(io.StringIO(texte.replace("\0", ""), newline=""), delimiter=";")
    for numero, cellules in enumerate(lecteur, start=1):
        if numero > 1 and any(cellule.strip() for cellule in cellules):
            yield numero, [" ".join(cellule.split()) for cellule in cellules]


def _lire(cellules: Sequence[str], connus: Mapping[str, int]) -> LigneLue:
    if len(cellules) != COLONNES:
        raise Refus(f"{COLONNES} colonnes sont attendues, il y en a {len(cellules)}.")
    numero, inscription, discipline, moyenne, classe, appreciation = cellules
    dossier = connus.get(f"{numero} - {inscription}")
    if dossier is None:
        raise Refus(f"{numero} - {inscription} n’est pas un candidat de ce jury.")
    if not 0 < len(discipline) <= 80:  # noqa: PLR2004 - the column's length
        raise Refus("La discipline manque, ou dépasse 80 caractères.")
    if len(appreciation) > 500:  # noqa: PLR2004 - the column's length
        raise Refus("L’appréciation dépasse 500 caractères.")
    return LigneLue(dossier, discipline, _moyenne(moyenne), _moyenne(classe), appreciation)


def _moyenne(texte: str) -> Decimal | None:
    if not texte:
        return None
    moyenne = Decimal(texte.replace(",", ".")) if _MOYENNE.fullmatch(texte) else None
    if moyenne is None or moyenne > _AU_PLUS:
        raise Refus(f"«\u00a0{texte}\u00a0» n’est pas une moyenne sur 20.")
    return moyenne
