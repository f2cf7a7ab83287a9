"""Dossiers and règlements of the tests."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from deliberation.reglement import (
    Dossier,
    Groupe,
    NoteControle,
    NoteEpreuve,
    Reglement,
    reglement_de,
)

MELEC = "25510"
AVANT = reglement_de("BCP", "2019-06", MELEC)
COVID = reglement_de("BCP", "2021-06", MELEC)
DEPUIS = reglement_de("BCP", "2023-06", MELEC)
FELICITATIONS = reglement_de("BCP", "2024-06", MELEC)
BGT = reglement_de("BGT", "2024-06", "BCG")
CFG = reglement_de("CFG", "2024-06", "SCO")

# The worked example of the bac pro since 2022: 266 points, 28 coefficients, 10.4 to the professional épreuves.
EXEMPLE = {
    "U11": 6, "U12": "9.6", "U2": "10.4", "U31": "10.4", "U32": "10.4", "U33": "10.4", "U34": 9, "U35": 9,
    "U41": 9, "U51": 7, "U52": "9.4", "U6": 10, "U7": 10,
}  # fmt: skip


def saisie(valeur):
    """A mark as tests write it: « 10.4 » is a number, « AB » a code."""
    if isinstance(valeur, str) and valeur.replace(".", "").isdigit():
        return Decimal(valeur)
    return valeur


def notes_de(valeurs):
    return tuple(
        valeur if isinstance(valeur, NoteEpreuve) else NoteEpreuve(code, saisie(valeur))
        for code, valeur in valeurs.items()
    )


def partout(reglement: Reglement, valeur, **autres):
    """The same mark in every compulsory épreuve, but for the ones named."""
    valeurs = {epreuve.code: valeur for epreuve in reglement.epreuves if epreuve.obligatoire}
    return notes_de(valeurs | autres)


def premier(notes, **champs):
    return Dossier(notes, **champs)


def second(notes, *controle, **champs):
    return Dossier(notes, Groupe.SECOND, tuple(NoteControle(*oral) for oral in controle), **champs)


def avec_politique(reglement: Reglement, **champs):
    return replace(reglement, politique=replace(reglement.politique, **champs))


def recalculer(etape):
    """The result of a step, from its inputs alone, as a candidate would: Σ note × coefficient ÷ Σ coefficients."""
    points = sum(
        (e.valeur * (1 if e.coefficient is None else e.coefficient) for e in etape.entrees), Fraction(0)
    )
    coefficients = sum((e.coefficient for e in etape.entrees if e.coefficient is not None), Fraction(0))
    return points / coefficients if coefficients else points
