"""The worker's doors."""

from deliberation import actions
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail


@travail
def generer_plan_de_secours(compte_rendu: CompteRendu) -> None:
    """DEL-02: the plan de secours of a centre."""
    actions.generer_plan_de_secours(compte_rendu)


@travail
def controler_jurys(compte_rendu: CompteRendu) -> None:
    """DEL-06: what files of juries would make."""
    actions.controler_jurys(compte_rendu)


@travail
def constituer_jurys(compte_rendu: CompteRendu) -> None:
    """DEL-06: files of juries, applied."""
    actions.constituer_jurys(compte_rendu)


@travail
def editer(compte_rendu: CompteRendu) -> None:
    """DEL-01, DEL-07, DEL-08, DEL-09: one edition."""
    actions.editer(compte_rendu)
