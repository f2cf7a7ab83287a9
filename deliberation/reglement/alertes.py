"""What the jury should look at before it decides: nothing here changes the calculation."""

from collections.abc import Iterator

from deliberation.reglement.dossier import Dossier, NoteEpreuve, Position
from deliberation.reglement.fiche import decimal
from deliberation.reglement.modele import EpreuveReglement, Reglement


def alertes(reglement: Reglement, dossier: Dossier) -> tuple[str, ...]:
    """In the règlement's order: bénéfices that are too low, marks off their step, codes without effect."""
    saisies = {note.epreuve: note for note in dossier.notes}
    return tuple(
        alerte
        for epreuve in reglement.epreuves
        if epreuve.code in saisies
        for alerte in _alertes(reglement, epreuve, saisies[epreuve.code])
    )


def _alertes(reglement: Reglement, epreuve: EpreuveReglement, note: NoteEpreuve) -> Iterator[str]:
    minimum = reglement.benefice_minimum
    if note.code is not None and reglement.effet(note.code) is None:
        yield f"{epreuve.libelle} : ce règlement ne donne pas l'effet du code {note.code}."
    if note.nombre is None:
        return
    if note.position is Position.BENEFICE and minimum is not None and note.nombre < minimum:
        yield f"{epreuve.libelle} : bénéfice de {decimal(note.nombre)}, inférieur à {decimal(minimum)}."
    if epreuve.pas is not None and (note.nombre / epreuve.pas).denominator != 1:
        yield f"{epreuve.libelle} : {decimal(note.nombre)} n'est pas un multiple de {decimal(epreuve.pas)}."
