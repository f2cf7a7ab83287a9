"""What decides before the mean does: étalement, eliminatory mark, unjustified absence (DEL-12, CYC-02)."""

from collections.abc import Sequence

from deliberation.reglement.bilan import Suite
from deliberation.reglement.decision import Issue
from deliberation.reglement.fiche import Cle, Entree, Etape
from deliberation.reglement.modele import Reglement
from deliberation.reglement.notes import NoteRetenue, Statut


def empechement(reglement: Reglement, notes: Sequence[NoteRetenue]) -> Suite | None:
    """The first of the three that applies, or None."""
    sources = reglement.sources
    if reportees := [note for note in notes if note.statut is Statut.REPORTEE]:
        texte = (
            "Le jury délibère sur les seules épreuves présentées ; les autres le seront à une autre session."
        )
        etape = _etape(Cle.ETALEMENT, "Étalement", texte, sources.admission, reportees)
        return Suite(Issue.SANS_DECISION_FINALE, (etape,))
    if basses := [note for note in notes if _est_eliminatoire(note)]:
        texte = "Une note inférieure à la note éliminatoire élimine le candidat."
        etape = _etape(Cle.ELIMINATION, "Note éliminatoire", texte, sources.admission, basses)
        return Suite(Issue.ELIMINE, (etape,))
    if absences := [note for note in notes if note.bloque]:
        texte = "Une absence non justifiée, ou une épreuve non validée, interdit la délivrance du diplôme."
        etape = _etape(Cle.ABSENCE, "Délivrance du diplôme", texte, sources.absence, absences)
        return Suite(Issue.NON_DELIVRABLE, (etape,))
    return None


def _est_eliminatoire(note: NoteRetenue) -> bool:
    seuil = note.epreuve.eliminatoire_sous
    return seuil is not None and note.statut is Statut.COMPTEE and note.nombre < seuil


def _etape(cle: Cle, titre: str, texte: str, source: str, notes: Sequence[NoteRetenue]) -> Etape:
    noms = ", ".join(note.epreuve.libelle for note in notes)
    entrees = tuple(Entree(note.epreuve.libelle, note.texte) for note in notes)
    return Etape(cle, titre, texte, noms, source, entrees)
