"""What the screens of jobs show (TRA-01, DEL-03)."""

from collections.abc import Sequence
from dataclasses import dataclass

from santorin.traitements.models import PIECE, Document, Ligne, Traitement

LIGNES_AFFICHEES = 500


@dataclass(frozen=True, slots=True)
class Suivi:
    """A job with the last lines of its report and what it made."""

    traitement: Traitement
    lignes: Sequence[Ligne]
    lignes_masquees: int
    documents: Sequence[Document]


def suivi(traitement: Traitement) -> Suivi:
    """TRA-01: the report as it is now; of a very long one, the last lines."""
    nombre = traitement.lignes.count()
    dernieres = traitement.lignes.order_by("-id")[:LIGNES_AFFICHEES]
    return Suivi(
        traitement=traitement,
        lignes=list(reversed(dernieres)),
        lignes_masquees=max(0, nombre - LIGNES_AFFICHEES),
        documents=list(traitement.documents.exclude(type=PIECE)),
    )
