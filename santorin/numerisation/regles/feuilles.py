"""Printing answer sheets (PRE-03)."""

from santorin.copies.models import Epreuve

PAGES_AU_PLUS = 48


def obstacle_impression(epreuve: Epreuve, pages: int, division: str) -> str | None:
    """PRE-03: why no answer sheet can be printed, or None."""
    if not 1 <= pages <= PAGES_AU_PLUS:
        return f"Une copie a de 1 à {PAGES_AU_PLUS} pages."
    compositions = epreuve.compositions.all()
    if division:
        compositions = compositions.filter(candidat__division=division)
    if not compositions.exists():
        return "Aucun candidat n’est concerné." if division else "Cette épreuve n’a aucun candidat."
    return None
