"""What both files give: a pupil, or the reasons why a line is none (PRE-04)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from santorin.referentiel.cles import anomalie_ine
from santorin.refus import Refus

LONGUEURS = {"nom": 80, "nom_usage": 80, "prenoms": 120, "division": 20, "formation": 20}


class FichierIllisible(Refus):
    """The whole file is refused: neither BEE nor CSV, another school's, too big, or hostile."""


@dataclass(frozen=True, slots=True)
class EleveLu:
    """A pupil as its file gives it."""

    ine: str
    nom: str
    prenoms: str
    date_naissance: date
    nom_usage: str = ""
    division: str = ""
    formation: str = ""


@dataclass(frozen=True, slots=True)
class Faute:
    """A line that is no pupil: where it is, and each reason."""

    ou: str
    raisons: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.ou} : {' ; '.join(self.raisons)}"


def composer(ou: str, champs: Mapping[str, str]) -> EleveLu | Faute:
    """PRE-04: the pupil that these texts describe, or every reason why they do not."""
    propres = {nom: re.sub(r"\s+", " ", texte).strip() for nom, texte in champs.items()}
    raisons = [f"{nom} manque" for nom in ("nom", "prenoms", "ine") if not propres.get(nom)]
    if propres.get("ine") and (anomalie := anomalie_ine(propres["ine"].upper())):
        raisons.append(f"INE {propres['ine']} : {anomalie}")
    raisons += [
        f"{nom} a plus de {maximum} caractères"
        for nom, maximum in LONGUEURS.items()
        if len(propres.get(nom, "")) > maximum
    ]
    naissance = _jour(propres.pop("date_naissance", ""))
    if naissance is None:
        raisons.append("la date de naissance n'est pas de la forme 31/12/2009")
    if raisons or naissance is None:
        return Faute(ou, tuple(raisons))
    propres["ine"] = propres["ine"].upper()
    return EleveLu(date_naissance=naissance, **propres)


def _jour(texte: str) -> date | None:
    try:
        return datetime.strptime(texte, "%d/%m/%Y").date()  # noqa: DTZ007 - a day of birth has no zone
    except ValueError:
        return None
