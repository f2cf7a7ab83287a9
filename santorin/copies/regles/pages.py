"""Pages of a copy (NUM-02)."""

from collections.abc import Iterable

from santorin.copies.etats import Emargement, EtatLot
from santorin.copies.models import Copie, Correction

PAGES_AU_PLUS = 200


def lots_verrouilles(copies: Iterable[int]) -> dict[int, int]:
    """Of these copies (primary keys), those in a locked lot, with its number."""
    verrouillees = Correction.objects.filter(copie__in=list(copies), lot__etat=EtatLot.VERROUILLE)
    return dict(verrouillees.order_by().values_list("copie", "lot__numero"))


def obstacle_depot(copie: Copie, numero: int, *, lot_verrouille: int | None) -> str | None:
    """NUM-02, COR-04: why a page cannot be filed into this copy (of the locked lot of that number), or None."""
    if not 1 <= numero <= PAGES_AU_PLUS:
        return f"Une copie a de 1 à {PAGES_AU_PLUS} pages\u00a0; reçu\u00a0: page {numero}."
    if copie.detruite_le:
        return "Cette copie a été détruite à l’issue de sa durée de conservation\u00a0: rien ne s’y ajoute."
    if copie.composition.emargement == Emargement.ABSENT:
        return f"{copie.composition.candidat} est émargé absent\u00a0: corrigez d’abord l’émargement."
    if lot_verrouille is not None:
        return (
            f"La copie est dans le lot {lot_verrouille}, verrouillé\u00a0: "
            "déverrouillez-le avant de numériser à nouveau."
        )
    return None
