"""A mark as people read it, on a screen or on paper."""

from collections.abc import Mapping
from typing import Final

NOTE_ORDINAIRE: Final = "20"


def note_avec_bareme(epreuve: Mapping[str, str]) -> str:
    """« 25 / 30 » when the mark is not on 20, « 12,5 » or « AB » otherwise; "" for none."""
    note, sur = epreuve["note"], epreuve.get("sur", NOTE_ORDINAIRE)
    return f"{note} / {sur}" if note[:1].isdigit() and sur != NOTE_ORDINAIRE else note
