"""A person whose data are asked for, and what each application says of it (SEC-03).

Each application answers (`settings.DONNEES_PERSONNELLES`): santorin knows none of them by name.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from santorin.editions.archive import Piece
from santorin.editions.tableur import Cellule


class Qualite(models.TextChoices):
    """As what the person is known."""

    CANDIDAT = "candidat", "Candidat"
    CORRECTEUR = "correcteur", "Correcteur"
    COMPTE = "compte", "Titulaire d’un compte"


@dataclass(frozen=True, slots=True)
class Personne:
    """The person: `cle` is the number of a candidate or a marker, or the name of an account.

    A candidate is a number and a birth date. `utilisateurs` are the person's accounts (primary keys).
    """

    qualite: Qualite
    cle: str
    naissance: date = date.min
    utilisateurs: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Fichier:
    """A file handed over with the data; `chemin` is its place in the ZIP. `piece` raises `Refus` when it cannot be."""

    chemin: str
    piece: Callable[[datetime], Piece]


@dataclass(frozen=True, slots=True)
class Rubrique:
    """Some data of the person, as a table: one CSV, one entry of the JSON, one line of the summary."""

    cle: str
    titre: str
    source: str
    colonnes: Sequence[str]
    lignes: Sequence[Sequence[Cellule]]
    fichiers: Sequence[Fichier] = ()


Fournisseur = Callable[[Personne, datetime], Iterator[Rubrique]]


def rubriques_de(personne: Personne, *, le: datetime) -> Iterator[Rubrique]:
    """SEC-03: all that the applications hold of this person and may tell it at `le`; empty ones included."""
    for chemin in settings.DONNEES_PERSONNELLES:
        fournisseur: Fournisseur = import_string(chemin)
        yield from fournisseur(personne, le)
