"""The file of registrations: one line per candidate and épreuve, read whole or refused with every fault (PRE-04)."""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from cyclades.actions import LigneInscription
from cyclades.models import Candidature, Position
from santorin.referentiel.cles import anomalie_inscription, anomalie_numero_candidat, anomalie_uai
from santorin.refus import Refus

FAUTES_DITES = 50
ZERO, BORNE = Decimal(0), 10_000
LONGUEURS = {champ.name: champ.max_length for champ in Candidature._meta.fields}  # noqa: SLF001  (a documented API)


def _date(texte: str) -> date:
    """31/12/2008 or 2008-12-31. Raises `ValueError`."""
    forme = "%d/%m/%Y" if "/" in texte else "%Y-%m-%d"
    return datetime.strptime(texte, forme).date()  # noqa: DTZ007  (a date of birth has no time zone)


def _oui(texte: str) -> bool:
    """OUI or NON. Raises `ValueError`."""
    if texte.upper() not in ("OUI", "NON"):
        raise ValueError
    return texte.upper() == "OUI"


def _position(texte: str) -> Position:
    """The words of the domain. Raises `ValueError`."""
    return Position(texte.lower())


def _decimal(texte: str) -> Decimal:
    """With a comma or a point, above zero. Raises `ValueError` or `InvalidOperation`."""
    lu = Decimal(texte.replace(",", "."))
    if not ZERO < lu < BORNE:
        raise ValueError
    return lu


def _version(texte: str) -> int:
    """A small number. Raises `ValueError`."""
    if not 0 < int(texte) < BORNE:
        raise ValueError
    return int(texte)


LIRE: Mapping[str, Callable[[str], Any]] = {
    "date_naissance": _date,
    "liste_rouge": _oui,
    "fraude_presumee": _oui,
    "position": _position,
    "note_sur": _decimal,
    "pas": _decimal,
    "version": _version,
}
VERIFIER: Mapping[str, Callable[[str], str | None]] = {
    "numero": anomalie_numero_candidat,
    "inscription": anomalie_inscription,
    "uai": anomalie_uai,
}
OBLIGATOIRES = (
    "session", "examen", "epreuve", "numero", "inscription", "nom", "prenoms", "date_naissance", "academie", "uai",
)  # fmt: skip
FACULTATIVES = (
    "epreuve_libelle", "note_sur", "pas", "version", "nom_usage", "ine", "etablissement", "ville", "division",
    "specialite", "liste_rouge", "fraude_presumee", "position",
)  # fmt: skip


def lire_inscriptions(texte: Iterable[str]) -> list[LigneInscription]:
    """The lines of a CSV file (« ; », names of columns first). Raises `Refus` with each fault, line and column."""
    lecteur = csv.DictReader(texte, delimiter=";", restkey="", restval="")
    if manquantes := [nom for nom in OBLIGATOIRES if nom not in (lecteur.fieldnames or ())]:
        raise Refus(f"Colonnes absentes\xa0: {', '.join(manquantes)}.")
    fautes: list[str] = []
    lues = [_ligne(rang, brute, fautes) for rang, brute in enumerate(lecteur, start=2)]
    if fautes:
        reste = [f"et {len(fautes) - FAUTES_DITES} autres."] if len(fautes) > FAUTES_DITES else []
        raise Refus("\n".join(fautes[:FAUTES_DITES] + reste))
    return [LigneInscription(**champs) for champs in lues]


def _ligne(rang: int, brute: Mapping[str, str], fautes: list[str]) -> dict[str, Any]:
    """The values of one line; what is wrong is added to `fautes`."""
    champs: dict[str, Any] = {}
    for nom in (*OBLIGATOIRES, *FACULTATIVES):
        texte = (brute.get(nom) or "").strip()
        if not texte:
            if nom in OBLIGATOIRES:
                fautes.append(f"Ligne {rang}, colonne {nom}\xa0: rien n’est écrit.")
            continue
        try:
            champs[nom] = LIRE.get(nom, str)(texte)
        except (ValueError, InvalidOperation):
            fautes.append(f"Ligne {rang}, colonne {nom}\xa0: « {texte[:40]} » n’est pas lisible.")
            continue
        if (longueur := LONGUEURS.get(nom)) and len(texte) > longueur:
            fautes.append(f"Ligne {rang}, colonne {nom}\xa0: {longueur} caractères au plus.")
        elif anomalie := VERIFIER.get(nom, _rien)(texte):
            fautes.append(f"Ligne {rang}, colonne {nom}\xa0: {anomalie}.")
    return champs


def _rien(texte: str) -> str | None:
    return None
