"""The fiche de calcul: each step with its inputs, its result and its source, in French words (DEL-13)."""

import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from deliberation.reglement.arrondi import Arrondi
from deliberation.reglement.modele import Reglement

DECIMALES = 4
PLURIEL = 2
INSECABLE = "\u00a0"
FINE = "\u202f"
MOINS = "\u2212"


class Cle(StrEnum):
    """Which step it is."""

    NOTES = "notes"
    MEILLEURES_NOTES = "meilleures_notes"
    MOYENNE = "moyenne"
    ABSENCE = "absence"
    ELIMINATION = "elimination"
    ETALEMENT = "etalement"
    MANQUANTES = "manquantes"
    ADMISSION = "admission"
    PROFESSIONNELLE = "professionnelle"
    ACCES = "acces"
    CONTROLE = "controle"
    MOYENNE_CONTROLE = "moyenne_controle"
    MENTION = "mention"
    CERTIFICAT = "certificat"
    REMPLACEMENT = "remplacement"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Entree:
    """An input of a step. With a coefficient it is weighted; without, its value simply adds to the points."""

    libelle: str
    texte: str
    valeur: Fraction | None = None
    coefficient: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Etape:
    """A step of the calculation. `version` is the règlement's."""

    cle: Cle
    titre: str
    texte: str
    resultat: str
    source: str
    entrees: tuple[Entree, ...] = ()
    valeur: Fraction | None = None
    version: str = ""


def decimal(valeur: Fraction) -> str:
    """« 9,5 »: exact up to four decimals, else cut there with an ellipsis: « 10,0892… »."""
    unites = abs(valeur) * 10**DECIMALES
    entier, reste = divmod(math.floor(unites), 10**DECIMALES)
    decimales = f"{reste:0{DECIMALES}d}"
    suite = f",{decimales}…" if unites.denominator != 1 else f",{decimales}".rstrip("0").rstrip(",")
    return f"{MOINS if valeur < 0 else ''}{entier}{suite}"


def centiemes(valeur: Fraction, arrondi: Arrondi) -> str:
    """« 9,50 »: two decimals, as the règlement shows a mean."""
    arrondie = arrondi.appliquer(valeur) * 100
    entier, reste = divmod(abs(math.floor(arrondie)), 100)
    return f"{MOINS if arrondie < 0 else ''}{entier},{reste:02d}"


def quantite(valeur: Fraction, mot: str) -> str:
    """« 1 point », « 2,5 points »."""
    return f"{decimal(valeur)} {mot}{'s' if abs(valeur) >= PLURIEL else ''}"


def typographie(texte: str) -> str:
    """French spaces: they do not break before : ; ? ! and inside guillemets."""
    texte = re.sub(r" (?=[:»])", INSECABLE, texte).replace("« ", f"«{INSECABLE}")
    return re.sub(r" (?=[;?!])", FINE, texte)


def imprimer(reglement: Reglement, etapes: tuple[Etape, ...]) -> tuple[Etape, ...]:
    """The steps as they are printed: version of the règlement on each one, French spaces."""
    return tuple(
        replace(
            etape,
            titre=typographie(etape.titre),
            texte=typographie(etape.texte),
            resultat=typographie(etape.resultat),
            entrees=tuple(
                replace(entree, libelle=typographie(entree.libelle), texte=typographie(entree.texte))
                for entree in etape.entrees
            ),
            version=reglement.version,
        )
        for etape in etapes
    )
