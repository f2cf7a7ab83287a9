"""The one anticipated error of the program."""

from collections.abc import Sequence
from typing import Final

FAUTES_DITES: Final = 50


class Refus(Exception):
    """An act that the rules refuse; its text is a French sentence for the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DejaFait(Refus):
    """The object left the expected state in between: somebody else did it first."""


def exiger(obstacle: str | None) -> None:
    """Raise `Refus` with the sentence that the screen shows, if there is one."""
    if obstacle:
        raise Refus(obstacle)


def exiger_sans_faute(fautes: Sequence[str]) -> None:
    """Raise `Refus` with the faults of a file, a line each; of a very long list, the first ones and how many follow."""
    if fautes:
        reste = [f"et {len(fautes) - FAUTES_DITES} autres."] if len(fautes) > FAUTES_DITES else []
        raise Refus("\n".join([*fautes[:FAUTES_DITES], *reste]))
