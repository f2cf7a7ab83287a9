"""The rule of session 2021: some épreuves keep their best marks, which replace the others (DEL-12).

It is not monotonic, as the text has it: raising a mark may bring it among the best two with a lower weighted
mean than before. Where equal marks leave a choice, the candidate has the better one (the sources say nothing).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from deliberation.reglement.dossier import Position
from deliberation.reglement.fiche import Cle, Entree, Etape, decimal
from deliberation.reglement.modele import MeilleuresNotes
from deliberation.reglement.notes import ZERO, NoteRetenue, Statut


@dataclass(frozen=True, slots=True)
class Remplacement:
    """The marks after the rule, and its step."""

    notes: tuple[NoteRetenue, ...]
    etapes: tuple[Etape, ...]


def appliquer(regle: MeilleuresNotes | None, notes: tuple[NoteRetenue, ...]) -> Remplacement:
    """Replace the lower marks of the rule's épreuves sat in this session; without a rule, nothing."""
    concernees = [note for note in notes if regle and _est_concernee(regle, note)]
    if regle is None or len(concernees) <= regle.retenues:
        return Remplacement(notes, ())
    gardees = _les_meilleures(concernees, regle.retenues)
    moyenne = _moyenne(gardees)
    remplacees = {note.epreuve.code for note in concernees} - {note.epreuve.code for note in gardees}
    nouvelles = tuple(note.substituer(moyenne) if note.epreuve.code in remplacees else note for note in notes)
    return Remplacement(nouvelles, (_etape(regle, concernees, gardees, moyenne),))


def _est_concernee(regle: MeilleuresNotes, note: NoteRetenue) -> bool:
    return (
        note.epreuve.code in regle.epreuves
        and note.statut is Statut.COMPTEE
        and note.position is Position.INSCRIT
    )


def _les_meilleures(notes: Sequence[NoteRetenue], nombre: int) -> Sequence[NoteRetenue]:
    hautes = sorted((note.nombre for note in notes), reverse=True)[:nombre]
    possibles = (
        choix
        for choix in combinations(notes, nombre)
        if sorted((note.nombre for note in choix), reverse=True) == hautes
    )
    return max(possibles, key=_moyenne)


def _moyenne(notes: Sequence[NoteRetenue]) -> Fraction:
    return sum((note.points for note in notes), ZERO) / sum((note.coefficient for note in notes), ZERO)


def _etape(
    regle: MeilleuresNotes,
    concernees: Sequence[NoteRetenue],
    gardees: Sequence[NoteRetenue],
    moyenne: Fraction,
) -> Etape:
    remplacees = [note for note in concernees if note not in gardees]
    noms = ", ".join(f"{note.epreuve.libelle} ({decimal(note.nombre)})" for note in remplacees)
    return Etape(
        Cle.MEILLEURES_NOTES,
        f"Les {regle.retenues} meilleures notes sur {len(concernees)}",
        f"La moyenne pondérée des meilleures notes remplace chacune des autres : {noms}.",
        f"{decimal(moyenne)} remplace {len(remplacees)} note{'s' if len(remplacees) > 1 else ''}",
        regle.source,
        tuple(
            Entree(note.epreuve.libelle, f"{decimal(note.nombre)} × {decimal(note.coefficient)}",
                   note.nombre, note.coefficient)
            for note in gardees
        ),
        moyenne,
    )  # fmt: skip
