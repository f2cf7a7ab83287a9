"""What both files give: a pupil, or the reasons why a line is none (PRE-04)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from santorin.referentiel.cles import anomalie_ine
from santorin.refus import Refus

ANNEE_MINIMALE: Final = 1900
MANQUES: Final = {
    "nom": "le nom de famille manque",
    "prenoms": "les prénoms manquent",
    "ine": "l’INE manque",
}
# As the base keeps them, and as they are called.
LONGUEURS: Final = {
    "nom": (80, "le nom de famille"),
    "nom_usage": (80, "le nom d’usage"),
    "prenoms": (120, "la suite des prénoms"),
    "division": (20, "le nom de la division"),
    "formation": (20, "le code de formation"),
}


class FichierIllisible(Refus):
    """The whole file is refused: neither BEE nor CSV, another school's, too big, or hostile."""


@dataclass(frozen=True, slots=True)
class EleveLu:
    """A pupil as its file gives it; `ou`: where in the file, and who."""

    ine: str
    nom: str
    prenoms: str
    date_naissance: date
    nom_usage: str = ""
    division: str = ""
    formation: str = ""
    ou: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Faute:
    """A line that is no pupil: where it is, whose it is when a name can be read, and each reason."""

    ou: str
    raisons: tuple[str, ...]

    def __str__(self) -> str:
        raisons = "\u00a0; ".join(self.raisons)
        return f"{self.ou}\u00a0: {raisons}"


def composer(ou: str, champs: Mapping[str, str]) -> EleveLu | Faute:
    """PRE-04: the pupil that these texts describe, or every reason why they do not."""
    propres = {nom: re.sub(r"\s+", " ", texte).strip() for nom, texte in champs.items()}
    propres["ine"] = propres.get("ine", "").upper()
    qui = f"{propres.get('nom', '')} {propres.get('prenoms', '')}".strip()[:80]
    lieu = f"{ou} ({qui})" if qui else ou
    raisons = list(_raisons(propres))
    naissance = _jour(propres.pop("date_naissance", ""))
    if naissance is None:
        raisons.append("la date de naissance n’est pas de la forme 31/12/2009")
    elif naissance.year < ANNEE_MINIMALE:
        raisons.append(f"la date de naissance est avant {ANNEE_MINIMALE}")
    if raisons or naissance is None:
        return Faute(lieu, tuple(raisons))
    return EleveLu(date_naissance=naissance, ou=lieu, **propres)


def _raisons(champs: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the texts, the date apart."""
    yield from (manque for nom, manque in MANQUES.items() if not champs.get(nom))
    if champs["ine"] and (anomalie := anomalie_ine(champs["ine"])):
        yield f"INE {champs['ine'][:20]}\u00a0: {anomalie}"
    for nom, (maximum, libelle) in LONGUEURS.items():
        if len(champs.get(nom, "")) > maximum:
            yield f"{libelle} a plus de {maximum} caractères"


def _jour(texte: str) -> date | None:
    try:
        return datetime.strptime(texte, "%d/%m/%Y").date()  # noqa: DTZ007 - a day of birth has no zone
    except ValueError:
        return None
