"""The list of copies by pages, whatever the filters and the order: an index is always followed (HAR-04)."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, F, Func, OrderBy, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from harmonisation.lectures.copies import (
    NON,
    OUI,
    Copies,
    Criteres,
    etablissements_nommes,
    selection,
    valeurs_harmonisees,
)
from harmonisation.models import CopieHarmonisable
from santorin.copies.models import Epreuve
from santorin.pages import PAR_PAGE

PARTS_AU_PLUS: Final = 40
# So few copies are gathered and then sorted: whatever the order, none of the others is met on the way.
RARES: Final = 2_000
ETATS: Final = ("harmonisee", "signalee")
SIGNALEES: Final = {OUI: (True,), NON: (False,)}


@dataclass(frozen=True, slots=True)
class PageDeCopies:
    """A page of the list, and the cursors of the pages around (keys of copies)."""

    lignes: Sequence[CopieHarmonisable]
    precedent: UUID | None
    suivant: UUID | None


def page_de_copies(
    epreuve: Epreuve, criteres: Criteres, *, apres: UUID | None = None, avant: UUID | None = None
) -> PageDeCopies:
    """HAR-04: the page after (or before) a copy of the list, the first one without either."""
    repere = _repere(epreuve, avant or apres)
    suite = _Suite(epreuve, criteres)
    lues = suite.lire(repere, PAR_PAGE + 1, a_rebours=avant is not None)
    reste, lignes = len(lues) > PAR_PAGE, lues[:PAR_PAGE]
    if avant is not None:
        lignes.reverse()
    if not lignes:
        return PageDeCopies([], None, None)
    precede, suivie = (reste, repere is not None) if avant is not None else (repere is not None, reste)
    return PageDeCopies(lignes, lignes[0].cle if precede else None, lignes[-1].cle if suivie else None)


def voisines(
    epreuve: Epreuve, criteres: Criteres, copie: CopieHarmonisable
) -> tuple[UUID | None, UUID | None]:
    """HAR-04: the copies before and after this one in the selection."""
    suite = _Suite(epreuve, criteres)
    avant, apres = (suite.lire(copie, 1, a_rebours=sens) for sens in (True, False))
    return avant[0].cle if avant else None, apres[0].cle if apres else None


class _Suite:
    """The selection in its order, cut in parts each of which follows one index, then merged."""

    def __init__(self, epreuve: Epreuve, criteres: Criteres) -> None:
        self.criteres = criteres
        self.copies = selection(epreuve, criteres)
        self.rassemblees = _sont_rares(self.copies, criteres)
        self.parts = [] if self.rassemblees else _parts(epreuve, criteres)

    def lire(
        self, repere: CopieHarmonisable | None, nombre: int, *, a_rebours: bool
    ) -> list[CopieHarmonisable]:
        """The copies after (before) one of them, in one query; the first ones without it."""
        vers_le_bas = self.criteres.descendant != a_rebours
        ordre = self._ordre(vers_le_bas=vers_le_bas)
        suivantes = self._a_partir(repere, vers_le_bas=vers_le_bas).order_by(*ordre)
        if not self.parts:
            return list(suivantes[:nombre])
        premiere, *autres = (suivantes.filter(**part)[:nombre] for part in self.parts)
        return list(premiere.union(*autres, all=True).order_by(*ordre)[:nombre])

    def _ordre(self, *, vers_le_bas: bool) -> Sequence[OrderBy]:
        """The columns of the order, as they are, or as no index holds them."""
        colonnes = (Coalesce(nom, nom) if self.rassemblees else F(nom) for nom in self.criteres.colonnes)
        return [colonne.desc() if vers_le_bas else colonne.asc() for colonne in colonnes]

    def _a_partir(self, repere: CopieHarmonisable | None, *, vers_le_bas: bool) -> Copies:
        """The columns of the order compared as one row."""
        if repere is None:
            return self.copies
        colonnes = self.criteres.colonnes
        comparer = LessThan if vers_le_bas else GreaterThan
        ici = _rangee(Value(repere.pk if nom == "copie" else getattr(repere, nom)) for nom in colonnes)
        return self.copies.filter(comparer(_rangee(F(nom) for nom in colonnes), ici))


def _sont_rares(copies: Copies, criteres: Criteres) -> bool:
    """Whether few copies answer; those asked by points are chosen by their own index (`selection`)."""
    if not criteres.actifs or criteres.question:
        return False
    return copies[: RARES + 1].count() <= RARES


def _parts(epreuve: Epreuve, criteres: Criteres) -> list[Mapping[str, Any]]:
    """What the selection is cut by, so that whatever is asked besides, no part is searched outside its index.

    Copies of one sujet, of one état or of one département stand together in some orders: walking the list would then go
    over all the others first.
    """
    valeurs: dict[str, Iterable[object]] = {}
    ordre = criteres.colonnes[0]
    if ordre in {"departement", "etablissement"}:
        if criteres.etablissement.strip():
            valeurs["etablissement"] = etablissements_nommes(epreuve, criteres.etablissement)
        elif criteres.departements:
            valeurs["departement"] = criteres.departements
    etat = ordre if ordre in ETATS else next((nom for nom in ETATS if getattr(criteres, nom)), None)
    if criteres.question:
        return []
    if etat and (ordre in {"lot", "sujet"} or (ordre == etat and criteres.sujet)):
        valeurs[etat] = _valeurs(etat, criteres)
        if not criteres.sujet:
            valeurs["sujet"] = epreuve.sujets.values_list("code", flat=True)
    produit: list[Mapping[str, Any]] = [
        dict(zip(valeurs, choix, strict=True)) for choix in itertools.product(*valeurs.values())
    ]
    return produit if 1 < len(produit) <= PARTS_AU_PLUS else []


def _valeurs(etat: str, criteres: Criteres) -> Sequence[object]:
    if etat == "harmonisee":
        return valeurs_harmonisees(criteres)
    return SIGNALEES.get(criteres.signalee, (False, True))


def _repere(epreuve: Epreuve, cle: UUID | None) -> CopieHarmonisable | None:
    """The copy that a page starts from; None when its lot was unlocked meanwhile: the list starts again."""
    return CopieHarmonisable.objects.filter(epreuve=epreuve, cle=cle).first() if cle else None


def _rangee(valeurs: Iterable[F | Value]) -> Func:
    return Func(*valeurs, template="(%(expressions)s)", output_field=BooleanField())
