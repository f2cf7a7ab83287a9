"""A page as it comes out of a received file, and the limits of one file (NUM-01)."""

from dataclasses import dataclass
from typing import Final

PAGES_AU_PLUS: Final = 3_000
MEBI: Final = 1024 * 1024
TAILLE_AU_PLUS: Final = 500 * MEBI


@dataclass(frozen=True, slots=True)
class Morceau:
    """One page of the file, from 1; `obstacle` says why there is no image.

    `refait` says why the page had to be drawn anew; empty when its bytes are those that were received. `rotation` is
    what the file asks for, in degrees clockwise; None when only the image itself may tell.
    """

    rang: int
    nom: str
    octets: bytes = b""
    rotation: int | None = None
    refait: str = ""
    obstacle: str = ""
