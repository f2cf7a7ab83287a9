"""What changes from one document to the next: a text, or the black modules of a code."""

import re
from collections.abc import Iterable
from typing import Final, Self

_NOIRS: Final = re.compile(rb"\0+")


class Champ(str):
    """A text of a template's context that changes from document to document; all else shapes the page.

    The template writes it as it is, on one line: no filter, no test but of its emptiness. White space is read as
    HTML reads it. An empty one shapes the page like any constant.
    """

    __slots__ = ()


class Modules(str):
    """The black modules of a square code, as an SVG path whose unit is a module.

    `cote` is the side, in modules; `ordres` draws the same in PDF.
    """

    __slots__ = ("cote", "ordres")
    cote: int
    ordres: str

    def __new__(cls, lignes: Iterable[bytes]) -> Self:
        """From the rows, a byte of zero for a black module: each run of a row is a rectangle one module high."""
        rangees = list(lignes)
        suites = [
            (trouve.start(), trouve.end() - trouve.start(), y)
            for y, rangee in enumerate(rangees)
            for trouve in _NOIRS.finditer(rangee)
        ]
        soi = super().__new__(cls, "".join([f"M{x} {y}h{large}v1h-{large}z" for x, large, y in suites]))
        soi.cote = len(rangees)
        soi.ordres = "\n".join([f"{x} {y} {large} 1 re" for x, large, y in suites])
        return soi
