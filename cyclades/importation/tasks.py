"""The worker's door."""

from cyclades.importation import actions
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail


@travail
def importer(compte_rendu: CompteRendu) -> None:
    """PRE-04: import the pupils of a school."""
    actions.importer_eleves(compte_rendu)
