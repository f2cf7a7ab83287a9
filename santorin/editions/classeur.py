"""XLSX workbooks written row by row, in constant memory (RES-02)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any, Final

import xlsxwriter
from django.utils import timezone

from santorin.editions.tableur import Cellule

TYPE_MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MORCEAU: Final = 1 << 16
# A text is written as a text, whatever it begins with: no spreadsheet computes it (CWE-1236).
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}


def ecrire_xlsx(lignes: Iterable[Sequence[Cellule]], *, titre: str) -> Iterator[bytes]:
    """The rows as a workbook of one sheet, its first row frozen; piece by piece once the last row is written.

    Numbers and dates are figures, texts are texts; nothing for None.
    """
    with TemporaryFile() as fichier:
        classeur = xlsxwriter.Workbook(fichier, OPTIONS)
        feuille = classeur.add_worksheet(titre[:31])
        feuille.freeze_panes(1, 0)
        for rang, ligne in enumerate(lignes):
            for colonne, cellule in enumerate(ligne):
                _ecrire(feuille, rang, colonne, cellule)
        classeur.close()
        fichier.seek(0)
        while morceau := fichier.read(MORCEAU):
            yield morceau


def _ecrire(feuille: Any, rang: int, colonne: int, cellule: Cellule) -> None:
    if isinstance(cellule, bool):
        feuille.write_string(rang, colonne, "OUI" if cellule else "NON")
    elif isinstance(cellule, datetime):
        feuille.write_datetime(rang, colonne, timezone.localtime(cellule).replace(tzinfo=None))
    elif isinstance(cellule, date):
        feuille.write_datetime(rang, colonne, cellule)
    elif isinstance(cellule, int | float | Decimal):
        feuille.write_number(rang, colonne, float(cellule))
    elif cellule:
        feuille.write_string(rang, colonne, cellule)
