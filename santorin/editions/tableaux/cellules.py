"""What a cell must hold, by kind: each reader returns the value, or raises `ValueError` with the reason in French."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final

from santorin.referentiel.cles import (
    anomalie_ine,
    anomalie_inscription,
    anomalie_numero_candidat,
    anomalie_uai,
)

ANNEE_MINIMALE: Final = 1900
_DATE: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DATE_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NOMBRE: Final = re.compile(r"[0-9]{1,6}([.,][0-9]{1,4})?")
_EXPOSANT: Final = re.compile(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_CODE: Final = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿ][0-9A-Za-zÀ-ÖØ-öø-ÿ .,_°/()'’-]*")
_PONCTUATION_DE_NOM: Final = " -'’.,()"
_OUI: Final = {"OUI", "O", "1", "VRAI", "X"}
_NON: Final = {"", "NON", "N", "0", "FAUX", "-"}
_VIDE: Final = {"", "-"}


def obligatoire(cellule: str) -> str:
    """A cell that must hold something."""
    if cellule in _VIDE:
        raise ValueError("la cellule est vide")
    return cellule


def nom(cellule: str, *, au_plus: int) -> str:
    """A person's name: letters, and what joins them."""
    if len(obligatoire(cellule)) > au_plus:
        raise ValueError(f"plus de {au_plus} caractères")
    if cellule[0] in "=+@":
        raise ValueError(f"un nom ne commence pas par «\u00a0{cellule[0]}\u00a0» (formule de tableur\u00a0?)")
    for caractere in cellule:
        if unicodedata.category(caractere)[0] not in "LM" and caractere not in _PONCTUATION_DE_NOM:
            raise ValueError(f"caractère «\u00a0{caractere}\u00a0» inattendu dans un nom")
    if not any(caractere.isalpha() for caractere in cellule):
        raise ValueError("un nom contient au moins une lettre")
    return cellule


def nom_facultatif(cellule: str, *, au_plus: int) -> str:
    """A name that may be missing."""
    return "" if cellule in _VIDE else nom(cellule, au_plus=au_plus)


def code(cellule: str, *, au_plus: int) -> str:
    """A short code: letters, digits and a few signs."""
    if len(obligatoire(cellule)) > au_plus:
        raise ValueError(f"plus de {au_plus} caractères")
    if not _CODE.fullmatch(cellule):
        raise ValueError("caractère inattendu dans un code")
    return cellule


def code_facultatif(cellule: str, *, au_plus: int) -> str:
    """A code that may be missing."""
    return "" if cellule in _VIDE else code(cellule, au_plus=au_plus)


def numero_candidat(cellule: str) -> str:
    """11 digits beginning with 01."""
    texte = _chiffres(cellule)
    if re.fullmatch(r"1[0-9]{9}", texte):
        raise ValueError("10 chiffres\u00a0: un tableur a sans doute effacé le zéro du début")
    return _sans(anomalie_numero_candidat(texte), texte)


def inscription(cellule: str) -> str:
    """3 digits; « 002 Version 03 », as Cyclades writes it, is read 002."""
    texte = re.sub(r" *version *[0-9]+$", "", _chiffres(cellule), flags=re.IGNORECASE)
    if re.fullmatch(r"[0-9]{1,2}", texte):
        raise ValueError(f"un tableur a sans doute effacé les zéros du début\u00a0: {texte.zfill(3)}\u00a0?")
    return _sans(anomalie_inscription(texte), texte)


def uai(cellule: str) -> str:
    """A school's code, its key letter checked."""
    texte = obligatoire(cellule).upper()
    if re.fullmatch(r"[0-9]{6}[A-Z]", texte):
        raise ValueError("6 chiffres\u00a0: un tableur a sans doute effacé le zéro du début")
    return _sans(anomalie_uai(texte), texte)


def ine(cellule: str) -> str:
    """A pupil's code, or nothing."""
    texte = "" if cellule in _VIDE else cellule.upper()
    return _sans(anomalie_ine(texte), texte) if texte else ""


def date_de_naissance(cellule: str, *, avant: date) -> date:
    """« 31/12/2009 » or « 2009-12-31 », after 1900 and before `avant`."""
    texte = obligatoire(cellule)
    if trouve := _DATE.fullmatch(texte):
        jour, mois, annee = map(int, trouve.groups())
    elif trouve := _DATE_ISO.fullmatch(texte):
        annee, mois, jour = map(int, trouve.groups())
    else:
        raise ValueError("une date s’écrit JJ/MM/AAAA, par exemple 31/12/2009")
    try:
        lue = date(annee, mois, jour)
    except ValueError:
        raise ValueError("cette date n’existe pas") from None
    if not lue.year >= ANNEE_MINIMALE or lue >= avant:
        raise ValueError(f"une date de naissance est entre {ANNEE_MINIMALE} et la date de l’épreuve")
    return lue


def oui_non(cellule: str) -> bool:
    """OUI or NON; nothing is NON."""
    texte = cellule.upper()
    if texte in _OUI:
        return True
    if texte in _NON:
        return False
    raise ValueError("il faut OUI ou NON")


def entier(cellule: str, *, au_plus: int) -> int:
    """A whole number from 1."""
    if not re.fullmatch(r"[0-9]{1,9}", obligatoire(cellule)) or not 1 <= int(cellule) <= au_plus:
        raise ValueError(f"il faut un nombre entier de 1 à {au_plus}")
    return int(cellule)


def points(cellule: str) -> Decimal | None:
    """Points given, « 7,5 » or « 7.5 »; nothing when the cell is empty."""
    if cellule in _VIDE:
        return None
    if not _NOMBRE.fullmatch(cellule):
        raise ValueError("il faut un nombre de points, par exemple 7,5")
    return Decimal(cellule.replace(",", "."))


def _chiffres(cellule: str) -> str:
    texte = obligatoire(cellule).removeprefix("'")
    if _EXPOSANT.fullmatch(texte):
        raise ValueError(
            "un tableur a transformé ce numéro en nombre\u00a0: mettez la colonne au format Texte"
        )
    return texte


def _sans(anomalie: str | None, texte: str) -> str:
    if anomalie:
        raise ValueError(anomalie)
    return texte
