"""Figures, nouns and lists in the sentences of rules and compte rendus."""

from collections.abc import Iterable
from itertools import islice

INSECABLE = "\u00a0"
FINE = "\u202f"
DEUX = 2
CITES = 5


def en_chiffres(nombre: int) -> str:
    """« 1 234 », its space never broken."""
    return f"{nombre:,}".replace(",", FINE)


def compter(nombre: int, nom: str) -> str:
    """« 1 234 copies », « 0 copie »; « lot verrouillé,lots verrouillés » gives both forms, otherwise an s is added."""
    singulier, _, pluriel = nom.partition(",")
    accorde = singulier if nombre < DEUX else pluriel or f"{singulier}s"
    return f"{en_chiffres(nombre)}{INSECABLE}{accorde}"


def citer(noms: Iterable[object]) -> str:
    """« LAVANDE Alexandre, SAPIN Ambre… »: the first ones; empty when there is none. One more than shown is read."""
    premiers = [str(nom) for nom in islice(noms, CITES + 1)]
    return ", ".join(premiers[:CITES]) + ("…" if len(premiers) > CITES else "")
