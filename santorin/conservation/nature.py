"""What a kind of data is: what it holds, for how long and why, and how it is destroyed (SEC-03).

Each application declares its own (`settings.CONSERVATION`): santorin knows none of them by name.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final, Protocol

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

from santorin.conservation.durees import Duree

PAQUET: Final = 200


@dataclass(frozen=True, slots=True)
class Compte:
    """What is due in one group (a session, an épreuve): to be destroyed, and kept back, by reason in words."""

    groupe: str
    a_detruire: int
    retenus: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paquet:
    """What one transaction destroyed: how many, which files are to follow, and the digest of their keys."""

    groupe: str
    nombre: int
    empreinte: str
    octets: int = 0
    fichiers: Sequence[str] = ()


class Purge(Protocol):
    """How a kind of data is counted and destroyed; `seuil` is the last starting point whose period is over."""

    def apercu(self, seuil: datetime) -> Iterable[Compte]:
        """What is due, and what is kept back and why; changes nothing."""
        ...

    def groupes(self, seuil: datetime) -> Iterable[Any]:
        """What `detruire` is called with, until each gives None."""
        ...

    def detruire(self, groupe: Any, seuil: datetime, *, le: datetime) -> Paquet | None:
        """In the caller's transaction, destroy at most a batch of what is due; None when nothing is left."""
        ...


@dataclass(frozen=True, slots=True)
class Nature:
    """One line of the table of retention.

    `modeles` are the tables that hold it (« santorin.Page »). `bornes`: an administrator may choose a period between
    both; without them it is fixed. Without `purge`, nothing is destroyed here: `sort` says what becomes of it.
    """

    cle: str
    libelle: str
    contenu: str
    depart: str
    base: str
    duree: Duree
    modeles: Sequence[str]
    purge: Purge | None = None
    sort: str = "Destruction"
    bornes: tuple[Duree, Duree] | None = None

    @property
    def reglable(self) -> bool:
        """Whether an administrateur may choose another period."""
        return self.bornes is not None


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an application says of its tables: kinds of data, and tables without any personal data, with the reason."""

    natures: Sequence[Nature]
    sans_donnees: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lignes:
    """Rows destroyed whole, all in one group. `choisies` gives those due; `effacer` does more than deleting them.

    `retenues` gives, by reason, those kept back; they are not among `choisies`.
    """

    groupe: str
    choisies: Callable[[datetime], QuerySet[Any]]
    effacer: Callable[[Sequence[Any], datetime], Sequence[str]] | None = None
    retenues: Callable[[datetime], Mapping[str, int]] | None = None

    def apercu(self, seuil: datetime) -> Iterator[Compte]:
        """One line when something is due."""
        nombre = self.choisies(seuil).count()
        retenus = {raison: n for raison, n in (self.retenues(seuil) if self.retenues else {}).items() if n}
        if nombre or retenus:
            yield Compte(self.groupe, nombre, retenus)

    def groupes(self, seuil: datetime) -> Iterator[str]:
        """One."""
        yield self.groupe

    def detruire(self, groupe: str, seuil: datetime, *, le: datetime) -> Paquet | None:
        """The next batch, by primary key; a row that somebody else is changing is left to the next one."""
        dues = self.choisies(seuil).select_for_update(of=("self",), skip_locked=True)
        lignes = list(dues.order_by("pk")[:PAQUET])
        if not lignes:
            return None
        empreinte = empreinte_des_lignes(lignes)
        fichiers = (self.effacer or _supprimer)(lignes, le)
        return Paquet(self.groupe, len(lignes), empreinte, fichiers=fichiers)


def empreinte_des_lignes(lignes: Iterable[Model]) -> str:
    """SEC-03: the digest of what was destroyed, by table and key: no name is in it."""
    return empreinte_de(f"{type(ligne).__name__}:{ligne.pk}" for ligne in lignes)


def empreinte_de(cles: Iterable[str]) -> str:
    """SHA-256, in hexadecimal, of these words, one a line."""
    return hashlib.sha256("\n".join(cles).encode()).hexdigest()


@cache
def declarations() -> Mapping[str, Declaration]:
    """What each application declares, by its dotted path."""
    return {chemin: import_string(chemin) for chemin in settings.CONSERVATION}


def natures() -> list[Nature]:
    """SEC-03: the whole table of retention, in the order of the settings."""
    return [nature for declaration in declarations().values() for nature in declaration.natures]


def _supprimer(lignes: Sequence[Any], le: datetime) -> Sequence[str]:
    type(lignes[0]).objects.filter(pk__in=[ligne.pk for ligne in lignes]).delete()
    return ()
