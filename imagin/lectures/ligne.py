"""One line, what can be done with it, and everything that happened to it (IMA-01, IMA-02)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from imagin.etats import PASSAGES
from imagin.models import ServiceFait
from imagin.regles import obstacle_passage
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.etats import Passage


@dataclass(frozen=True, slots=True)
class Etape:
    """One event of a line's history; `transmission` is Santorin's run, if it comes from one."""

    le: datetime
    auteur: str
    quoi: str
    nombre_de_copies: int
    du: date
    au: date
    etat: str
    version: int | None
    transmission: UUID | None
    motif: str


def ligne_de(utilisateur: Utilisateur, pk: int, *droits: Droit) -> ServiceFait | None:
    """A line within the perimeter of `droits`, with its rate, its amount and what Santorin announces; None outside."""
    lignes = ServiceFait.objects.pour(utilisateur, *droits).filter(pk=pk)
    return (
        lignes.tarifes()
        .avec_annonce()
        .select_related("intervenant", "epreuve__session", "epreuve__examen", "epreuve__academie")
        .first()
    )


def passages_possibles(ligne: ServiceFait) -> tuple[tuple[str, Passage], ...]:
    """The verbs that this line accepts now, with their passages."""
    return tuple(
        (verbe, passage)
        for verbe, passage in PASSAGES.items()
        if obstacle_passage(ligne, passage, taux=ligne.taux) is None
    )


def historique(ligne: ServiceFait) -> list[Etape]:
    """IMA-01: everything that happened to a line, last first."""
    return [
        Etape(
            le=mouvement.le,
            auteur=mouvement.par.get_full_name() or mouvement.par.get_username(),
            quoi=mouvement.get_nature_display(),
            nombre_de_copies=mouvement.nombre_de_copies,
            du=mouvement.du,
            au=mouvement.au,
            etat=mouvement.get_etat_display(),
            version=mouvement.version,
            transmission=mouvement.transmission,
            motif=mouvement.motif,
        )
        for mouvement in ligne.mouvements.select_related("par")
    ]
