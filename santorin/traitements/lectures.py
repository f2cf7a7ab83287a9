"""What the screens of jobs show (TRA-01, DEL-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from santorin.comptes.models import Utilisateur
from santorin.traitements.models import PIECE, Document, Ligne, Traitement
from santorin.traitements.regles import obstacle_document

LIGNES_AFFICHEES = 500


@dataclass(frozen=True, slots=True)
class DocumentMontre:
    """A document that a job made; `sha256` is empty while it is computed, `obstacle` says why it is not given any more."""

    uuid: UUID
    nom: str
    type: str
    taille: int
    sha256: str
    url: str
    obstacle: str | None


@dataclass(frozen=True, slots=True)
class Suivi:
    """A job with the last lines of its report and what it made."""

    traitement: Traitement
    lignes: Sequence[Ligne]
    lignes_masquees: int
    documents: Sequence[DocumentMontre]


def suivi(traitement: Traitement, utilisateur: Utilisateur) -> Suivi:
    """TRA-01: the report as it is now; of a very long one, the last lines. What is no more given says why (SEC-02)."""
    nombre = traitement.lignes.count()
    dernieres = traitement.lignes.order_by("-id")[:LIGNES_AFFICHEES]
    return Suivi(
        traitement=traitement,
        lignes=list(reversed(dernieres)),
        lignes_masquees=max(0, nombre - LIGNES_AFFICHEES),
        documents=[
            _montre(document, utilisateur)
            for document in traitement.documents.exclude(type=PIECE).select_related("traitement")
        ],
    )


def _montre(document: Document, utilisateur: Utilisateur) -> DocumentMontre:
    return DocumentMontre(
        uuid=document.uuid,
        nom=document.nom,
        type=document.type,
        taille=document.taille,
        sha256=document.sha256,
        url=document.url,
        obstacle=obstacle_document(document, utilisateur),
    )
