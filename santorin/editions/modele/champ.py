"""What changes from one document to the next: a text, or the black modules of a code."""

import re
from typing import Final

_NOIRS: Final = re.compile(rb"\0+")


class Champ(str):
    """A text of a template's context that changes from document to document; all else shapes the page.

    The template writes it as it is, on one line: no filter, no test but of its emptiness. White space is read as
    HTML reads it. An empty one shapes the page like any constant.
    """

    __slots__ = ()


class Modules:
    """The black modules of a square code; as a text, an SVG path whose unit is a module.

    `ordres` draws the same in PDF. `cote`: its side, in modules.
    """

    def __init__(self, octets: bytes, cote: int) -> None:
        """From its modules row by row, a byte each, of which zero is black."""
        self.cote = cote
        self._suites = [
            (trouve.start(), trouve.end() - trouve.start(), y)
            for y in range(cote)
            for trouve in _NOIRS.finditer(octets[y * cote : (y + 1) * cote])
        ]

    def __str__(self) -> str:
        """Each run of black modules is a rectangle one module high."""
        return "".join(f"M{x} {y}h{large}v1h-{large}z" for x, large, y in self._suites)

    @property
    def ordres(self) -> str:
        """The same rectangles, as PDF draws them."""
        return "\n".join([f"{x} {y} {large} 1 re" for x, large, y in self._suites])
