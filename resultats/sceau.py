"""Verification codes: 80 random bits, written so that they can be read from paper and typed again (RES-07)."""

import secrets
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: neither I, L, O nor U
LONGUEUR: Final = 16  # characters of five bits
_GROUPE: Final = 4
_CONFONDUS: Final = str.maketrans("OIL", "011")


def tirer() -> str:
    """A new code, out of the system's own randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR))


def ecrire(code: str) -> str:
    """As it is printed: « 7Q2F-M8XK-01ZC-TN5D »."""
    return "-".join(code[debut : debut + _GROUPE] for debut in range(0, len(code), _GROUPE))


def lire(saisi: str) -> str | None:
    """The code that somebody typed, or None when it cannot be one.

    Case, spaces and dashes do not count; O is read 0, I and L are read 1.
    """
    code = "".join(caractere for caractere in saisi.upper() if caractere.isalnum()).translate(_CONFONDUS)
    return code if len(code) == LONGUEUR and set(code) <= set(ALPHABET) else None
