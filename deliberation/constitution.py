"""The files by which juries are made up: one line per candidate, one line per member (DEL-06, PRE-04)."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from deliberation.models import Role
from santorin.referentiel.cles import anomalie_inscription, anomalie_numero_candidat, anomalie_uai
from santorin.referentiel.recherche import texte_de_recherche
from santorin.refus import Refus, exiger_sans_faute

NUMERO_DE_JURY, NUMERO_DE_GROUPE = 5, 2
LONGUEURS: Final = {"nom": 80, "prenoms": 120, "qualite": 120}
JURY: Final = ("session", "examen", "academie", "groupe", "jury")
DE_CANDIDATS: Final = (*JURY, "specialite", "centre", "numero", "inscription")
DE_CANDIDATS_AUSSI: Final = ("centre_controle",)
DE_MEMBRES: Final = (*JURY, "nom", "prenoms", "role")
DE_MEMBRES_AUSSI: Final = ("qualite", "professionnel", "compte")


@dataclass(frozen=True, slots=True)
class CleJury:
    """What names a jury: its group of decision and its number."""

    session: str
    examen: str
    academie: str
    groupe: str
    jury: str


@dataclass(frozen=True, slots=True)
class LigneCandidat:
    """One candidature before its jury. `rang`: the line of the file."""

    rang: int
    cle: CleJury
    specialite: str
    centre: str
    numero: str
    inscription: str
    centre_controle: str = ""


@dataclass(frozen=True, slots=True)
class LigneMembre:
    """One member of a jury; `compte`: the account that he logs in with, if he has one."""

    rang: int
    cle: CleJury
    nom: str
    prenoms: str
    role: str
    qualite: str = ""
    professionnel: bool = False
    compte: str = ""


@dataclass(frozen=True, slots=True)
class Faute:
    """What is wrong at a line. `rang`: the line of the file."""

    rang: int
    raison: str
    colonne: str = ""

    def __str__(self) -> str:
        return f"Ligne {self.rang}{f', colonne {self.colonne}' if self.colonne else ''}\u00a0: {self.raison}"


L = TypeVar("L", LigneCandidat, LigneMembre)


@dataclass(frozen=True, slots=True)
class Lecture(Generic[L]):
    """The lines of a file that can be read, and what is wrong with the others."""

    lignes: Sequence[L]
    fautes: Sequence[Faute]


def lire_candidats(texte: Iterable[str]) -> list[LigneCandidat]:
    """The candidates of the juries. Raises `Refus` with each fault, line and column."""
    return _entiere(parcourir_candidats(texte))


def lire_membres(texte: Iterable[str]) -> list[LigneMembre]:
    """The members of the juries. Raises `Refus` with each fault, line and column."""
    return _entiere(parcourir_membres(texte))


def parcourir_candidats(texte: Iterable[str]) -> Lecture[LigneCandidat]:
    """The same, what is wrong told beside. Raises `Refus` for a file that is no such table."""
    return _lire(texte, DE_CANDIDATS, DE_CANDIDATS_AUSSI, LigneCandidat)


def parcourir_membres(texte: Iterable[str]) -> Lecture[LigneMembre]:
    """The same, what is wrong told beside. Raises `Refus` for a file that is no such table."""
    return _lire(texte, DE_MEMBRES, DE_MEMBRES_AUSSI, LigneMembre)


def _entiere(lecture: Lecture[L]) -> list[L]:
    exiger_sans_faute([str(faute) for faute in lecture.fautes])
    return list(lecture.lignes)


def _lire(
    texte: Iterable[str], exigees: tuple[str, ...], facultatives: tuple[str, ...], forme: type[L]
) -> Lecture[L]:
    lecteur = csv.DictReader(texte, delimiter=";", restval="")
    if absentes := [nom for nom in exigees if nom not in (lecteur.fieldnames or ())]:
        raise Refus(f"Colonnes absentes\u00a0: {', '.join(absentes)}.")
    fautes: list[Faute] = []
    lues = []
    for brute in lecteur:
        connues = len(fautes)
        champs = _champs(lecteur.line_num, brute, exigees, facultatives, fautes)
        cle = CleJury(*(champs.pop(nom, "") for nom in JURY))
        if len(fautes) == connues:
            lues.append(forme(rang=lecteur.line_num, cle=cle, **champs))
    if not lues and not fautes:
        raise Refus("Ce fichier ne contient aucune ligne.")
    return Lecture(lues, fautes)


def _champs(
    rang: int,
    brute: Mapping[str, str],
    exigees: tuple[str, ...],
    facultatives: tuple[str, ...],
    fautes: list[Faute],
) -> dict[str, Any]:
    """The values of one line; what is wrong is added to `fautes`."""
    champs: dict[str, Any] = {}
    for nom in (*exigees, *facultatives):
        lu = (brute.get(nom) or "").strip()
        if not lu:
            if nom in exigees:
                fautes.append(Faute(rang, "rien n’est écrit.", nom))
            continue
        try:
            champs[nom] = LIRE.get(nom, _texte)(lu)
        except Refus as refus:
            fautes.append(Faute(rang, f"{refus.message}.", nom))
            continue
        if (longueur := LONGUEURS.get(nom)) and len(lu) > longueur:
            fautes.append(Faute(rang, f"{longueur} caractères au plus.", nom))
    return champs


def _texte(lu: str) -> str:
    return lu


def _cle(anomalie: Callable[[str], str | None]) -> Callable[[str], str]:
    """What a key must be. Raises `Refus`."""

    def lire(lu: str) -> str:
        if dite := anomalie(lu):
            raise Refus(dite)
        return lu

    return lire


def _chiffres(nombre: int) -> Callable[[str], str]:
    def lire(lu: str) -> str:
        if not (lu.isascii() and lu.isdigit() and len(lu) == nombre):
            raise Refus(f"« {lu[:20]} » n’est pas un numéro de {nombre} chiffres")
        return lu

    return lire


def _role(lu: str) -> str:
    """« Président », « vice-président », « membre », with or without accents, in both genders. Raises `Refus`."""
    nu = texte_de_recherche(lu).lower().replace("-", "_").removesuffix("e")
    roles = {role.value.removesuffix("e"): role.value for role in Role}
    if nu not in roles:
        raise Refus(f"« {lu[:20]} » n’est ni président, ni vice-président, ni membre")
    return roles[nu]


def _oui(lu: str) -> bool:
    if lu.upper() not in {"OUI", "NON"}:
        raise Refus(f"« {lu[:20]} » n’est ni OUI ni NON")
    return lu.upper() == "OUI"


LIRE: Final[Mapping[str, Callable[[str], Any]]] = {
    "jury": _chiffres(NUMERO_DE_JURY),
    "groupe": _chiffres(NUMERO_DE_GROUPE),
    "centre": _cle(anomalie_uai),
    "centre_controle": _cle(anomalie_uai),
    "numero": _cle(anomalie_numero_candidat),
    "inscription": _cle(anomalie_inscription),
    "role": _role,
    "professionnel": _oui,
}
