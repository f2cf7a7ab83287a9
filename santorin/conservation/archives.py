"""The sample kept for the archives: of the years ending in 0 or 5, a share drawn from the copies' random keys (SEC-03)."""

from typing import Final

from django.conf import settings
from django.db.models import F, Func, IntegerField, TextField, Value
from django.db.models.functions import Cast, Concat

from santorin.conservation.models import TauxDArchives
from santorin.referentiel.models import Session

MILLE: Final = 1000
_ANNEES: Final = ("0", "5")


class Tirage(Func):
    """The number between 0 and 999 that a copy draws: always the same, and nobody's choice."""

    template = "mod(('x' || substr(md5(%(expressions)s), 1, 8))::bit(32)::bigint, 1000)"
    output_field = IntegerField()


def tirage(session: Session) -> Tirage:
    """SEC-03: the draw of the copies of a session, from their random keys."""
    return Tirage(Concat(Value(f"{session.code}:"), Cast(F("cle"), TextField())))


def taux_de(session: Session) -> int:
    """SEC-03: how many copies per thousand of this session are drawn: the chosen rate, or the rule of the years."""
    choisi = TauxDArchives.objects.filter(session=session).first()
    if choisi is not None:
        return choisi.pour_mille
    return settings.ARCHIVES_POUR_MILLE if session.code[:4].endswith(_ANNEES) else 0
