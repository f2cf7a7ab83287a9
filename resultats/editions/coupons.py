"""Slips on paper: four to an A4 sheet, with the lines along which they are cut (RES-09)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from cyclades.models import Candidature
from resultats import sceau
from santorin.editions.pdf import Feuille, ecrire_pdf

PAR_FEUILLE = 4


class CouponAImprimer(Protocol):
    """A candidature, the code that opens its account, and until when."""

    @property
    def candidature(self) -> Candidature: ...
    @property
    def code(self) -> str: ...
    @property
    def expire_le(self) -> datetime: ...


def imprimer(coupons: Sequence[CouponAImprimer], *, adresse: str, le: datetime) -> bytes:
    """The PDF of these slips, in their order."""
    feuilles = [
        Feuille(
            "editions/resultats/coupons.html",
            {
                "coupons": [_ligne(coupon) for coupon in coupons[debut : debut + PAR_FEUILLE]],
                "adresse": adresse,
            },
        )
        for debut in range(0, len(coupons), PAR_FEUILLE)
    ]
    return ecrire_pdf(feuilles)


def _ligne(coupon: CouponAImprimer) -> tuple[Candidature, str, date]:
    return coupon.candidature, sceau.ecrire(coupon.code), coupon.expire_le
