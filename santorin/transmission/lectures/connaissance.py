"""Asking Cyclades what it holds (CLO-10, CLO-11, CLO-13)."""

from dataclasses import dataclass
from datetime import datetime

from santorin.copies.models import Epreuve
from santorin.transmission.destinataires import DestinataireNotes
from santorin.transmission.models import Rapprochement
from santorin.transmission.regles import cle_de
from santorin.transmission.regles.selection import apprendre, ouvrir, se_souvenir


@dataclass(frozen=True, slots=True)
class Connaissance:
    """What Cyclades said: how many marks, its clock when it began, and whether the épreuve is published.

    `complete` false: there was more than the reader wanted to hear.
    """

    notes: int
    instant: datetime
    publiee_le: datetime | None
    complete: bool = True


def interroger(
    epreuve: Epreuve,
    cyclades: DestinataireNotes,
    *,
    entierement: bool = False,
    au_plus: int | None = None,
) -> Connaissance:
    """Fill `transmission_connue` with what Cyclades holds: all, or what changed since the last comparison.

    Inside a transaction; memory does not grow with the épreuve. Raises a kind of `Echec`.
    """
    ouvrir()
    dernier = None if entierement else partir_du_dernier_rapprochement(epreuve)
    cle, depuis = cle_de(epreuve), dernier.instant if dernier else None
    page = cyclades.detenues(cle, modifiees_depuis=depuis)
    instant, lues = page.instant, 0
    while True:
        apprendre(page.notes)
        lues += len(page.notes)
        if page.suivant is None or (au_plus is not None and lues >= au_plus):
            return Connaissance(lues, instant, page.publiee_le, complete=page.suivant is None)
        page = cyclades.detenues(cle, modifiees_depuis=depuis, apres=page.suivant)


def partir_du_dernier_rapprochement(epreuve: Epreuve) -> Rapprochement | None:
    """Fill `transmission_connue` with what the last comparison found, and nothing else; None: there was none yet."""
    ouvrir()
    dernier = Rapprochement.objects.filter(epreuve=epreuve).first()
    if dernier:
        se_souvenir(dernier)
    return dernier
