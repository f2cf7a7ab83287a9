"""The dashboard's tiles: what a process says of itself (ACC-01)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.module_loading import import_string

from santorin.comptes.models import Utilisateur


@dataclass(frozen=True, slots=True)
class Tuile:
    """One process for one épreuve or centre: open, or closed with the reason in words (ACC-01)."""

    titre: str
    url: str
    description: str = ""
    obstacle: str | None = None
    etat: str = ""
    indicateurs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Groupe:
    """The tiles of one épreuve or centre; `cle` lets several processes add theirs to the same group."""

    cle: str
    titre: str
    tuiles: tuple[Tuile, ...]
    sous_titre: str = ""


Processus = Callable[[Utilisateur], Sequence[Groupe]]


def groupes(utilisateur: Utilisateur) -> list[Groupe]:
    """ACC-01: the dashboard of `utilisateur`: the groups of every process of the settings, merged by key."""
    fusionnes: dict[str, Groupe] = {}
    for groupe in _annonces(utilisateur):
        if (ancien := fusionnes.get(groupe.cle)) is None:
            fusionnes[groupe.cle] = groupe
        else:
            fusionnes[groupe.cle] = replace(ancien, tuiles=ancien.tuiles + groupe.tuiles)
    return sorted(fusionnes.values(), key=lambda groupe: groupe.titre)


def _annonces(utilisateur: Utilisateur) -> Iterator[Groupe]:
    for chemin in settings.PROCESSUS:
        processus: Processus = import_string(chemin)
        yield from processus(utilisateur)
