"""What each épreuve of the first group brings: the effect of marks, codes and positions (DEL-12, CYC-02)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from deliberation.reglement.decision import NoteManquante
from deliberation.reglement.dossier import Dossier, NoteEpreuve, Position
from deliberation.reglement.fiche import Cle, Entree, Etape, decimal, quantite
from deliberation.reglement.modele import DIX, Comptage, EpreuveReglement, Reglement

ZERO = Fraction(0)


class Statut(Enum):
    """What the calculation does with an épreuve."""

    COMPTEE = "comptée"
    HORS_MOYENNE = "hors de la moyenne"
    MANQUANTE = "manquante"
    REPORTEE = "présentée à une autre session"


@dataclass(frozen=True, slots=True)
class NoteRetenue:
    """An épreuve with the mark that counts. `bloque`: an absence that forbids the diploma."""

    epreuve: EpreuveReglement
    statut: Statut
    position: Position
    texte: str
    nombre: Fraction = ZERO
    code: str | None = None
    bloque: bool = False
    absence_justifiee: bool = False

    @property
    def coefficient(self) -> Fraction:
        """What it adds to the total of coefficients."""
        compte = self.statut is Statut.COMPTEE and self.epreuve.comptage is Comptage.COEFFICIENT
        return self.epreuve.coefficient if compte else ZERO

    @property
    def points(self) -> Fraction:
        """What it adds to the points; negative only where the gap to 10 counts."""
        if self.statut is not Statut.COMPTEE:
            return ZERO
        if self.epreuve.comptage is Comptage.COEFFICIENT:
            return self.nombre * self.epreuve.coefficient
        ecart = self.nombre - DIX
        if self.epreuve.comptage is Comptage.AU_DESSUS_DE_10:
            ecart = max(ZERO, ecart)
        return ecart * self.epreuve.coefficient

    @property
    def est_dispensee(self) -> bool:
        """Whether the candidate is dispensed from it, by its position or by a code."""
        return self.statut is Statut.HORS_MOYENNE

    def substituer(self, nombre: Fraction) -> "NoteRetenue":
        """The same épreuve with another mark (second group, best marks kept)."""
        return replace(self, nombre=nombre)


def retenir(reglement: Reglement, dossier: Dossier) -> tuple[NoteRetenue, ...]:
    """Every épreuve that concerns the candidate, in the règlement's order, whatever the dossier's."""
    saisies = {note.epreuve: note for note in dossier.notes}
    return tuple(
        _retenir(reglement, epreuve, saisies.get(epreuve.code, NoteEpreuve(epreuve.code)))
        for epreuve in reglement.epreuves
        if epreuve.obligatoire or epreuve.code in saisies
    )


def _retenir(reglement: Reglement, epreuve: EpreuveReglement, saisie: NoteEpreuve) -> NoteRetenue:
    if saisie.position is Position.DISPENSE:
        return NoteRetenue(epreuve, Statut.HORS_MOYENNE, saisie.position, "dispense, hors de la moyenne")
    if saisie.position is Position.REPORTE:
        return NoteRetenue(
            epreuve, Statut.REPORTEE, saisie.position, "présentée à une autre session (étalement)"
        )
    if saisie.code is not None:
        return _selon_le_code(reglement, epreuve, saisie.position, saisie.code)
    if saisie.nombre is None:
        return NoteRetenue(epreuve, Statut.MANQUANTE, saisie.position, "note manquante")
    return _selon_le_nombre(reglement, epreuve, saisie, saisie.nombre)


def _selon_le_code(
    reglement: Reglement, epreuve: EpreuveReglement, position: Position, code: str
) -> NoteRetenue:
    effet = reglement.effet(code)
    if effet is None:
        texte = f"code {code}, dont ce règlement ne donne pas l'effet"
        return NoteRetenue(epreuve, Statut.MANQUANTE, position, texte, code=code)
    bloque = effet.bloque_diplome and epreuve.absence_bloque
    statut = Statut.COMPTEE if effet.compte_zero else Statut.HORS_MOYENNE
    texte = f"{effet.affichage or code} ({effet.libelle})"
    texte += ", compté 0" if effet.compte_zero else ", hors de la moyenne"
    return NoteRetenue(epreuve, statut, position, texte, code=code, bloque=bloque)


def _selon_le_nombre(
    reglement: Reglement, epreuve: EpreuveReglement, saisie: NoteEpreuve, nombre: Fraction
) -> NoteRetenue:
    arrondi = epreuve.arrondi or reglement.politique.note
    retenu = arrondi.appliquer(nombre) if arrondi else nombre
    texte = decimal(nombre) if retenu == nombre else f"{decimal(nombre)}, arrondi à {decimal(retenu)}"
    if saisie.position is Position.BENEFICE:
        texte += ", note conservée (bénéfice)"
    if saisie.absence_justifiee:
        texte += ", absence justifiée"
    return NoteRetenue(
        epreuve, Statut.COMPTEE, saisie.position, texte, retenu, absence_justifiee=saisie.absence_justifiee
    )


def manquantes(notes: Sequence[NoteRetenue]) -> tuple[NoteManquante, ...]:
    """The marks without which the first group is not decided."""
    return tuple(
        NoteManquante(note.epreuve.code, note.epreuve.libelle)
        for note in notes
        if note.statut is Statut.MANQUANTE
    )


def etape_notes(reglement: Reglement, notes: Sequence[NoteRetenue]) -> Etape:
    """The first step: every épreuve, what was entered, what counts."""
    comptees = sum(note.statut is Statut.COMPTEE for note in notes)
    return Etape(
        Cle.NOTES,
        "Notes prises en compte",
        "Chaque note, avec l'effet des codes, des bénéfices et des dispenses.",
        f"{comptees} sur {len(notes)} comptées",
        reglement.sources.notes,
        tuple(Entree(note.epreuve.libelle, _phrase(note), note.nombre) for note in notes),
    )


def _phrase(note: NoteRetenue) -> str:
    if note.statut is not Statut.COMPTEE:
        return note.texte
    comptage = note.epreuve.comptage
    coefficient = decimal(note.epreuve.coefficient)
    if comptage is Comptage.COEFFICIENT:
        return f"{note.texte} × {coefficient} = {quantite(note.points, 'point')}"
    quoi = "points au-dessus de 10" if comptage is Comptage.AU_DESSUS_DE_10 else "écart à 10"
    return f"{note.texte} ({quoi} × {coefficient}) = {quantite(note.points, 'point')}"
