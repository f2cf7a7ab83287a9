"""A décor that takes long to make is made once by a process, then written again, row by row, as it was."""

import copy
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.db import connection

from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie
from tests.harnais.vidage import triggers_retenables

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Fait:
    """What was returned, and the rows of each table as COPY writes them."""

    rendu: Any
    lignes: dict[str, bytes]


@functools.cache
def _faits() -> dict[str, _Fait]:
    return {}


def rejouer(nom: str, faire: Callable[[], T]) -> T:
    """What `faire` makes on an empty base: made the first time, written from memory after; otherwise made there.

    What migrations wrote is nobody's décor: those tables are left as they are.
    """
    if not triggers_retenables() or Academie.objects.exists() or Utilisateur.objects.exists():
        return faire()
    faits = _faits()
    if nom not in faits:
        migrees = _lire()
        rendu = faire()
        lignes = {table: lues for table, lues in _lire().items() if table not in migrees}
        faits[nom] = _Fait(copy.deepcopy(rendu), lignes)
        return rendu
    _ecrire(faits[nom].lignes)
    return cast(T, copy.deepcopy(faits[nom].rendu))


def _lire() -> dict[str, bytes]:
    lignes = {}
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as curseur:
        for table in tables:
            with curseur.copy(f"COPY {connection.ops.quote_name(table)} TO STDOUT") as flux:
                if lues := b"".join(flux):
                    lignes[table] = lues
    return lignes


def _ecrire(lignes: dict[str, bytes]) -> None:
    with connection.cursor() as curseur:
        curseur.execute("SET session_replication_role = replica")
        for table, lues in lignes.items():
            with curseur.copy(f"COPY {connection.ops.quote_name(table)} FROM STDIN") as flux:
                flux.write(lues)
        curseur.execute("RESET session_replication_role")
