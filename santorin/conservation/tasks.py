"""The worker's doors: the purge, the export of a person's data (SEC-03)."""

from django.utils import timezone

from santorin.conservation import actions
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail


@travail
def purger(compte_rendu: CompteRendu) -> None:
    """SEC-03: destroy what is due."""
    actions.purger(compte_rendu)


@travail
def exporter(compte_rendu: CompteRendu) -> None:
    """SEC-03: the data of one person."""
    actions.exporter(compte_rendu, le=timezone.now())
