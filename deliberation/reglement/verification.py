"""A dossier that the règlement cannot read is refused in words, never calculated (DEL-12)."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from deliberation.reglement.dossier import Dossier, DossierInvalide, NoteControle, NoteEpreuve
from deliberation.reglement.fiche import decimal
from deliberation.reglement.modele import VINGT, Reglement, SecondGroupe


def verifier(reglement: Reglement, dossier: Dossier) -> None:
    """Raise `DossierInvalide` with the first contradiction between the dossier and the règlement."""
    for faute in (*_fautes_des_notes(reglement, dossier), *_fautes_du_controle(reglement, dossier)):
        raise DossierInvalide(faute)


def _fautes_des_notes(reglement: Reglement, dossier: Dossier) -> Iterable[str]:
    yield from _doublons(note.epreuve for note in dossier.notes)
    for note in dossier.notes:
        yield from _fautes_de_la_note(reglement, note)


def _doublons(cles: Iterable[str]) -> Iterable[str]:
    return (f"{cle} figure plusieurs fois." for cle, fois in Counter(cles).items() if fois > 1)


def _fautes_de_la_note(reglement: Reglement, note: NoteEpreuve) -> Iterable[str]:
    epreuve = reglement.epreuve(note.epreuve)
    if epreuve is None:
        yield f"{note.epreuve} n'est pas une épreuve de ce règlement."
        return
    if note.position not in reglement.positions:
        yield f"{epreuve.libelle} : la position « {note.position.value} » n'existe pas dans cet examen."
    if note.nombre is None:
        return
    yield from _hors_bareme(epreuve.libelle, note.nombre, epreuve.bareme)
    if epreuve.valeurs_admises and note.nombre not in epreuve.valeurs_admises:
        admises = ", ".join(decimal(valeur) for valeur in epreuve.valeurs_admises)
        yield f"{epreuve.libelle} : {decimal(note.nombre)} n'est pas une des valeurs admises ({admises})."


def _hors_bareme(libelle: str, nombre: Fraction, bareme: Fraction) -> Iterable[str]:
    if not 0 <= nombre <= bareme:
        yield f"{libelle} : {decimal(nombre)} est hors du barème (de 0 à {decimal(bareme)})."


def _fautes_du_controle(reglement: Reglement, dossier: Dossier) -> Iterable[str]:
    second = reglement.second_groupe
    if second is None:
        if dossier.controle:
            yield "Cet examen n'a pas de second groupe."
        return
    yield from _doublons(note.epreuve for note in dossier.controle if note.epreuve)
    for partie in second.parties:
        notes = [note for note in dossier.controle if note.partie == partie.code]
        if len(notes) > partie.maximum:
            yield f"{partie.libelle} : {partie.maximum} au plus."
    for note in dossier.controle:
        yield from _fautes_du_choix(reglement, second, dossier, note)


def _fautes_du_choix(
    reglement: Reglement, second: SecondGroupe, dossier: Dossier, note: NoteControle
) -> Iterable[str]:
    if note.partie not in {partie.code for partie in second.parties}:
        yield f"{note.partie} n'est pas une partie de l'{second.libelle}."
        return
    if note.nombre is not None:
        yield from _hors_bareme(second.epreuve, note.nombre, VINGT)
    if note.epreuve is None:
        return
    possibles = {epreuve.code for epreuve in reglement.choix(note.partie)}
    if note.epreuve not in possibles:
        yield f"{note.epreuve} ne peut pas être choisie dans cette partie de l'{second.libelle}."
