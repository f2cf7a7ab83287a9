"""The worker's door of the correction: a lot to be read off line."""

from santorin.copies.models import Lot
from santorin.correction.actions.archive import faire_archive
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail


@travail
def archiver_lot(compte_rendu: CompteRendu) -> None:
    """COR-01: make a lot's PDF or ZIP; `parametres`: lot_id, forme."""
    lots = Lot.objects.select_related("sujet", "epreuve__parametrage", "epreuve__examen", "epreuve__session")
    lot = lots.get(pk=compte_rendu.parametres["lot_id"])
    faire_archive(lot, forme=str(compte_rendu.parametres["forme"]), compte_rendu=compte_rendu)
