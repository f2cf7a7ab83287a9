"""Asking for a lot to be read off line (COR-01)."""

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Lot
from santorin.correction import tasks
from santorin.traitements.actions import demander
from santorin.traitements.models import Traitement


def demander_archive(lot: Lot, *, forme: str, par: Utilisateur) -> Traitement:
    """COR-01: the job that makes the lot's « pdf » or « zip », seen by its marker alone. Raises `DejaFait` while it runs."""
    return demander(
        tasks.archiver_lot,
        objet=f"archive:lot:{lot.pk}",
        libelle=f"{lot} à lire hors ligne ({forme.upper()})",
        par=par,
        lot_id=lot.pk,
        forme=forme,
    )
