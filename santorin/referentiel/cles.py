"""Keys of the field's identifiers: pure functions (PRE-01; see docs/glossaire.md)."""

import re

# No I, O or Q: they look like digits.
LETTRES = "ABCDEFGHJKLMNPRSTUVWXYZ"


def lettre_cle(nombre: str) -> str:
    """The key letter of a number: its remainder by 23, in an alphabet without I, O, Q."""
    return LETTRES[int(nombre) % 23]


def anomalie_uai(uai: str) -> str | None:
    """PRE-01: why `uai` is not a school code (7 digits and their key letter), or None."""
    if not re.fullmatch(r"[0-9]{7}[A-Z]", uai):
        return "un code UAI a 7 chiffres et une lettre, par exemple 0350059Z"
    if (attendue := lettre_cle(uai[:7])) != uai[7]:
        return f"la lettre clé devrait être {attendue}"
    return None


def anomalie_ine(ine: str) -> str | None:
    """PRE-01: why `ine` is not a pupil code, or None.

    The key of the older form (10 digits and a letter) is checked; the newer one (9 digits and 2 letters) and
    the apprentice's (4 digits, A, 5 digits, letter) have no published key: their form alone is checked.
    """
    if re.fullmatch(r"[0-9]{10}[A-Z]", ine):
        attendue = lettre_cle(ine[:10])
        return None if ine[10] == attendue else f"la lettre clé devrait être {attendue}"
    if re.fullmatch(r"[0-9]{9}[A-Z]{2}|[0-9]{4}A[0-9]{5}[A-Z]", ine):
        return None
    return "un INE a 11 caractères : 9 chiffres et 2 lettres, ou 10 chiffres et 1 lettre"


def anomalie_numero_candidat(numero: str) -> str | None:
    """PRE-01: why `numero` is not a candidate's number (11 digits beginning with 01), or None."""
    if not re.fullmatch(r"01[0-9]{9}", numero):
        return "un numéro de candidat a 11 chiffres et commence par 01, par exemple 01950022359"
    return None


def anomalie_inscription(inscription: str) -> str | None:
    """PRE-01: why `inscription` is not a registration number (3 digits), or None."""
    if not re.fullmatch(r"[0-9]{3}", inscription):
        return "un numéro d'inscription a 3 chiffres, par exemple 002"
    return None
