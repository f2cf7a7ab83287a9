"""The worker's door: the ZIP of the copies (TEL-02)."""

from santorin.consultation.actions import faire_zip
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail


@travail
def preparer_zip(compte_rendu: CompteRendu) -> None:
    """TEL-02: make the ZIP that a person asked for."""
    faire_zip(compte_rendu)
