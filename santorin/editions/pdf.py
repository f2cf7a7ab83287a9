"""Documents made of sheets: tagged PDF/A, own fonts, nothing fetched from anywhere (DEL-07).

Each sheet is laid out alone, so that the cost per row stays flat however long a list is, then the sheets are joined:
one file, one set of fonts, one structure. Sheets of one shape, whose texts are `Champ`, are laid out once.
"""

import io
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from santorin.editions.copie.objets import Ecrivain
from santorin.editions.modele import Champ
from santorin.editions.modele.assemblage import Assemblage, Exemplaire, empreinte_de
from santorin.editions.modele.atelier import Atelier
from santorin.editions.modele.contexte import ContexteOpaque, decrire
from santorin.editions.modele.mise_en_page import SEULEMENT_LES_POLICES, AdresseInterdite

__all__ = ["SEULEMENT_LES_POLICES", "AdresseInterdite", "Feuille", "ecrire_pdf"]

REPETITIONS: Final = 3  # a model costs two layouts


@dataclass(frozen=True, slots=True)
class Feuille:
    """A template and its values. Sheets of one `serie` share a numbering « page x/y »; another starts at 1."""

    gabarit: str
    contexte: Mapping[str, Any]
    serie: str = ""


def ecrire_pdf(feuilles: Sequence[Feuille], *, suivre: Callable[[int], None] | None = None) -> bytes:
    """The sheets as one PDF/A-3a. The same sheets give the same bytes. `suivre` is told how many are laid out.

    The template gets `numerotation`, its page number in words, when the sheet comes from a model, otherwise
    `premiere` and `total`. Pages are counted first: a sheet that overflows shifts the numbers of the next ones.
    """
    atelier, repetees = Atelier(), _repetees(feuilles)

    def mettre_en_page(rang: int, place: tuple[int, int]) -> Exemplaire:
        return _mettre_en_page(atelier, feuilles[rang], place, repetee=rang in repetees)

    places = _numeroter(feuilles, [1] * len(feuilles))
    faites = []
    for rang, place in enumerate(places):
        faites.append(mettre_en_page(rang, place))
        if suivre is not None:
            suivre(rang + 1)
    vraies = _numeroter(feuilles, [len(faite.contenus) for faite in faites])
    exemplaires = [
        faite if place == vraie else mettre_en_page(rang, vraie)
        for rang, (faite, place, vraie) in enumerate(zip(faites, places, vraies, strict=True))
    ]
    if len(exemplaires) == 1:
        return atelier.document(exemplaires[0])
    return _joindre(feuilles, exemplaires)


def _joindre(feuilles: Sequence[Feuille], exemplaires: Sequence[Exemplaire]) -> bytes:
    """One document, with a bookmark where each series starts."""
    tampon = io.BytesIO()
    assemblage = Assemblage(Ecrivain(tampon), ensemble=True)
    serie = None
    for feuille, exemplaire in zip(feuilles, exemplaires, strict=True):
        assemblage.ajouter(exemplaire, signet="" if feuille.serie == serie else exemplaire.titre)
        serie = feuille.serie
    assemblage.relier()
    premier = exemplaires[0]
    contenus = [octets for exemplaire in exemplaires for octets in exemplaire.contenus]
    assemblage.conclure(premier.titre, premier.planche.auteur, empreinte_de(premier.titre, contenus))
    return tampon.getvalue()


def _numeroter(feuilles: Sequence[Feuille], pages: Sequence[int]) -> list[tuple[int, int]]:
    """For each sheet: the number of its first page, and the pages of its series."""
    totaux: dict[str, int] = {}
    premieres = []
    for feuille, nombre in zip(feuilles, pages, strict=True):
        premieres.append(totaux.get(feuille.serie, 0) + 1)
        totaux[feuille.serie] = totaux.get(feuille.serie, 0) + nombre
    return [(premiere, totaux[f.serie]) for premiere, f in zip(premieres, feuilles, strict=True)]


def _repetees(feuilles: Sequence[Feuille]) -> set[int]:
    """The ranks of the sheets whose shape comes back often enough for a model to pay."""
    formes: dict[Hashable, list[int]] = {}
    for rang, feuille in enumerate(feuilles):
        with suppress(ContexteOpaque):
            description = decrire(feuille.contexte)
            if description.variables:
                formes.setdefault((feuille.gabarit, description.forme), []).append(rang)
    return {rang for rangs in formes.values() if len(rangs) >= REPETITIONS for rang in rangs}


def _mettre_en_page(
    atelier: Atelier, feuille: Feuille, place: tuple[int, int], *, repetee: bool
) -> Exemplaire:
    premiere, total = place
    if repetee:
        numerotation = Champ(f"page {premiere}/{total}")
        exemplaire = atelier.exemplaire(feuille.gabarit, {**feuille.contexte, "numerotation": numerotation})
        if len(exemplaire.contenus) == 1:
            return exemplaire
    return atelier.mettre_en_page(feuille.gabarit, {**feuille.contexte, "premiere": premiere, "total": total})
