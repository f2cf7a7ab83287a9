"""What is printed on the answer sheets of one candidate (PRE-03)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feuilles:
    """The sheets of one candidate: a cover with the identity, kept apart, then `pages` pages that never show it.

    `identite` and `details` are lines of the cover alone; `entete` is printed on every page.
    """

    epreuve: int
    anonymat: str
    pages: int
    entete: str
    identite: str
    details: tuple[str, ...]
