"""State machines as data: a table of `Passage`, and one conditional UPDATE to go through one."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from santorin.refus import DejaFait


@dataclass(frozen=True, slots=True)
class Passage:
    """One arrow: from these states to that one, with the words of its button."""

    de: tuple[str, ...]
    vers: str
    libelle: str


def passer(objet: models.Model, passage: Passage, **champs: Any) -> None:
    """Take `objet` through `passage`, writing `champs` with it, in one UPDATE.

    Raises `DejaFait` when the row is no longer in a starting state: of two people who click at once, one wins.
    """
    lignes: models.QuerySet[models.Model] = models.QuerySet(type(objet)).filter(
        pk=objet.pk, etat__in=passage.de
    )
    if not lignes.update(etat=passage.vers, **champs):
        raise DejaFait(f"« {passage.libelle} » : c'est déjà fait, ou l'état a changé entre-temps.")
    objet.refresh_from_db()
