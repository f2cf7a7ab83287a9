"""Which pages of a liasse belong to another épreuve (NUM-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.numerisation.etats import Anomalie, EtatLiasse, Sort
from santorin.numerisation.models import Liasse, PageLue
from santorin.numerisation.regles.liasses import obstacle_numerisation

PAS_LUE: Final = (EtatLiasse.ENVOI, EtatLiasse.LECTURE)
SANS_CODE: Final = (Anomalie.NON_LUE, Anomalie.MULTIPLE, Anomalie.BLANCHE)


@dataclass(frozen=True, slots=True)
class Destination:
    """An épreuve that codes of a liasse name, and how many pages would go there.

    `epreuve` is None when it is out of the person's reach. `entiere`: the liasse is wholly of that épreuve, its pages
    without a readable code go with the others.
    """

    epreuve: Epreuve | None
    pages: int
    entiere: bool


def destinations(liasse: Liasse, par: Utilisateur) -> list[Destination]:
    """NUM-01: where pages in anomaly of this liasse should go, those out of reach together."""
    if liasse.etat in PAS_LUE:
        return []
    nombres = dict(liasse.pages_lues.etrangeres().order_by().values_list("epreuve_lue").annotate(Count("pk")))
    permises = Epreuve.objects.pour(par, Droit.NUMERISER).select_related("examen", "session")
    atteintes = list(permises.filter(pk__in=nombres))
    ici = [
        Destination(epreuve, len(pages_a_faire_suivre(liasse, epreuve)), est_entiere(liasse, epreuve))
        for epreuve in atteintes
    ]
    dehors = sum(nombres.values()) - sum(nombres[epreuve.pk] for epreuve in atteintes)
    return [*ici, Destination(None, dehors, entiere=False)] if dehors else ici


def pages_a_faire_suivre(liasse: Liasse, vers: Epreuve) -> list[PageLue]:
    """NUM-01: the pages in anomaly whose code names that épreuve; those without a readable code when all is of it."""
    pages = liasse.pages_lues.etrangeres().filter(epreuve_lue=vers)
    if est_entiere(liasse, vers):
        pages |= liasse.pages_lues.en_anomalie().filter(anomalie__in=SANS_CODE)
    return list(pages.order_by("rang"))


def est_entiere(liasse: Liasse, vers: Epreuve) -> bool:
    """Whether every page of the liasse whose code was read is of that épreuve."""
    lues = liasse.pages_lues.exclude(anomalie__in=(*SANS_CODE, Anomalie.SANS_IMAGE))
    return not lues.exclude(anomalie=Anomalie.ETRANGERE, epreuve_lue=vers).exclude(sort=Sort.ECARTEE).exists()


def obstacle_suite(liasse: Liasse, vers: Epreuve, pages: Sequence[PageLue]) -> str | None:
    """NUM-01: why these pages cannot be sent to that épreuve, or None."""
    if liasse.etat in PAS_LUE:
        return "Cette liasse n’est pas encore entièrement lue\u00a0: attendez la fin de sa lecture."
    if not pages:
        return "Aucune page de cette liasse n’attend pour cette épreuve."
    return obstacle_numerisation(vers)
