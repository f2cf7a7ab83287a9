"""CSV that opens right in Excel and LibreOffice, written as it is read (IMA-02)."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from django.utils import timezone

Cellule = str | int | Decimal | float | bool | date | None

MARQUE = "\ufeff".encode()  # byte order mark: without it, Excel does not read UTF-8
MORCEAU = 64 * 1024  # characters gathered before they leave
# A text that begins so would be computed by the spreadsheet (CWE-1236); the last four are full-width forms.
FORMULES = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BLANCS = " \t\r\n\0\u00a0"
# « 3E1 » would be read 30, « 01 » would be read 1, « 3-1 » would be read as the third of January.
AUTRE_CHOSE = re.compile(r"0\d+|\d+E\d+|\d+([-/.:])\d+(\1\d+)?", re.IGNORECASE)


class Etiquette(str):
    """A text that looks like a figure and is not one: a class, a code. A spreadsheet must leave it as it is."""

    __slots__ = ()


def ecrire_csv(lignes: Iterable[Sequence[Cellule]]) -> Iterator[bytes]:
    """The rows as CSV, piece by piece: UTF-8 with its mark, « ; » between cells, decimal comma.

    Numbers and dates are written as figures; a text that a spreadsheet would compute, and an `Etiquette` that it
    would change, are preceded by an apostrophe. Memory does not grow with the number of rows.
    """
    tampon = StringIO(newline="")
    plume = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    yield MARQUE
    for ligne in lignes:
        plume.writerow([texte_de(cellule) for cellule in ligne])
        if tampon.tell() >= MORCEAU:
            yield tampon.getvalue().encode()
            tampon.seek(0)
            tampon.truncate()
    yield tampon.getvalue().encode()


def texte_de(cellule: Cellule) -> str:
    """What a cell holds in the file: « 12,50 », « 17/06/2027 », « OUI », a text made harmless, nothing for None."""
    if isinstance(cellule, bool):
        return "OUI" if cellule else "NON"
    if isinstance(cellule, datetime):
        return timezone.localtime(cellule).strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(cellule, date):
        return cellule.strftime("%d/%m/%Y")
    if isinstance(cellule, int | float | Decimal):
        return f"{Decimal(str(cellule)):f}".replace(".", ",")
    texte = cellule or ""
    if isinstance(texte, Etiquette) and AUTRE_CHOSE.fullmatch(texte.strip()):
        return f"'{texte}"
    return _sans_formule(texte)


def _sans_formule(texte: str) -> str:
    """`texte`, preceded by an apostrophe when a spreadsheet would take it for a formula."""
    texte = texte.replace("\0", "")
    debut = texte.lstrip(BLANCS)[:1]
    return f"'{texte}" if debut in FORMULES and debut else texte
