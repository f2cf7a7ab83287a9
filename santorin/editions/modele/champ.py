"""What changes from one document to the next: a text, or the black modules of a code."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Self


class Champ(str):
    """A text of a template's context that changes from document to document; all else shapes the page.

    It is written on one line; white space is read as HTML reads it. An empty one shapes the page like any constant.
    """

    __slots__ = ()


class Modules(str):
    """The black modules of a square code, as an SVG path whose unit is a module; `cote` is the side, in modules."""

    __slots__ = ("cote",)
    cote: int

    def __new__(cls, modules: Sequence[Sequence[bool]]) -> Self:
        """From the rows, True for a black module: each run of a row is a rectangle one module high."""
        soi = super().__new__(
            cls,
            "".join(
                f"M{debut} {y}h{fin - debut}v1h-{fin - debut}z"
                for y, ligne in enumerate(modules)
                for debut, fin in _suites(ligne)
            ),
        )
        soi.cote = len(modules)
        return soi


def _suites(ligne: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where each run of black modules starts and ends."""
    for noir, rangs in groupby(range(len(ligne)), key=lambda rang: ligne[rang]):
        suite = list(rangs)
        if noir:
            yield suite[0], suite[-1] + 1
