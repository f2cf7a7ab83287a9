"""The file of registrations: one line per candidate and épreuve, read whole or refused with every fault (PRE-04)."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from cyclades.actions import LigneInscription
from cyclades.models import Candidature, Position
from cyclades.regles import lire_valeur
from santorin.referentiel.cles import anomalie_inscription, anomalie_numero_candidat, anomalie_uai
from santorin.referentiel.recherche import texte_de_recherche
from santorin.refus import Refus, exiger_sans_faute

SESSION = re.compile("[0-9]{4}-(0[1-9]|1[0-2])")
# The code de l’éducation: a mark is kept for the five years that follow.
ANS_DE_BENEFICE = 5
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
    """The words of the domain, with or without accents: « Bénéfice », « Dispensé ». Raises `ValueError`."""
    lu = texte_de_recherche(texte).lower()
    return Position(lu.removesuffix("e") if lu == "dispensee" else lu)


def _note(texte: str) -> Decimal:
    """A mark, which is a number. Raises `ValueError`."""
    try:
        nombre = lire_valeur(texte).nombre
    except Refus as refus:
        raise ValueError from refus
    if nombre is None:
        raise ValueError
    return nombre


def _session(texte: str) -> str:
    """2021-06. Raises `ValueError`."""
    if not SESSION.fullmatch(texte):
        raise ValueError
    return texte


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
    "note_benefice": _note,
    "session_benefice": _session,
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
    "specialite", "liste_rouge", "fraude_presumee", "position", "note_benefice", "session_benefice",
)  # fmt: skip


def lire_inscriptions(texte: Iterable[str]) -> list[LigneInscription]:
    """The lines of a CSV file (« ; », names of columns first). Raises `Refus` with each fault, line and column."""
    lecteur = csv.DictReader(texte, delimiter=";", restkey="", restval="")
    if manquantes := [nom for nom in OBLIGATOIRES if nom not in (lecteur.fieldnames or ())]:
        raise Refus(f"Colonnes absentes\xa0: {', '.join(manquantes)}.")
    fautes: list[str] = []
    lues = [_ligne(lecteur.line_num, brute, fautes) for brute in lecteur]
    exiger_sans_faute(fautes)
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
    fautes += [
        f"Ligne {rang}, colonne {nom}\xa0: {anomalie}." for nom, anomalie in _anomalies_benefice(champs)
    ]
    return champs


def _anomalies_benefice(champs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What contradicts itself in a bénéfice, by column: the mark, the session it comes from, the position."""
    note, source = champs.get("note_benefice"), champs.get("session_benefice")
    if note is None:
        if source is not None:
            yield "note_benefice", "la session du bénéfice est dite sans sa note"
        return
    if champs.get("position") != Position.BENEFICE:
        yield "position", "une note de bénéfice demande la position « bénéfice »"
    if source is None:
        yield "session_benefice", "la session d’où vient la note n’est pas dite"
    elif session := champs.get("session", ""):
        if source >= session:
            yield "session_benefice", f"« {source} » n’est pas antérieure à la session {session}"
        elif not _est_gardee(source, session):
            yield (
                "session_benefice",
                f"une note ne se garde que {ANS_DE_BENEFICE} ans, « {source} » est trop ancienne",
            )


def _est_gardee(source: str, session: str) -> bool:
    """Whether a mark of that session still counts. What is no session is told by the référentiel."""
    return not SESSION.fullmatch(session) or int(session[:4]) - int(source[:4]) <= ANS_DE_BENEFICE


def _rien(texte: str) -> str | None:
    return None
