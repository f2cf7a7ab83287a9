"""How the changes of several open editors become one marking, whatever the cuts and the repeats (COR-01, COR-06).

A pure function. A change counts once: each editor numbers its own, and what was received is known by its last number.
A mark or an appréciation is changed only if what the person saw is still there: otherwise nothing is overwritten, and
the person is told. An annotation never changes: it is put under a new key, or taken away, so that two editors never
have one to quarrel about, and the order of their batches does not matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from santorin.copies.models import Question
from santorin.copies.regles.bareme import alternatives, est_notee
from santorin.copies.regles.corrections import APPRECIATION_AU_PLUS, anomalie_points
from santorin.correction.echanges import Apprecier, Changement, Choisir, Noter, Poser, Refuse, Retirer
from santorin.editions.copie.annotations import depuis_json
from santorin.referentiel.valeur import Valeur

NUL = "\0"  # the one character that PostgreSQL does not store


@dataclass(frozen=True, slots=True)
class Cadre:
    """What a marking may hold: its questions by number, read with their parties, the keys of its copy's pages."""

    bareme: Mapping[str, Question]
    pages: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Etat:
    """A marking: marks by question number, appréciation, what is on the pages, and every key ever put there.

    `choix`: the number of the partie answered, by choix.
    """

    notes: Mapping[str, Decimal] = field(default_factory=dict)
    appreciation: str = ""
    posees: Mapping[UUID, tuple[UUID, Mapping[str, Any]]] = field(default_factory=dict)
    connues: frozenset[UUID] = frozenset()
    choix: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fusion:
    """The marking afterwards, the last number dealt with, the changes applied, and those refused."""

    etat: Etat
    derniere: int
    appliques: tuple[Changement, ...] = ()
    refuses: tuple[Refuse, ...] = ()


def fusionner(etat: Etat, derniere: int, changements: Iterable[Changement], cadre: Cadre) -> Fusion:
    """COR-06: apply what is new in a batch, in order, up to the first number that is missing.

    The same batch twice, or batches that overlap, change nothing more.
    """
    appliques: list[Changement] = []
    refuses: list[Refuse] = []
    for changement in sorted(changements, key=lambda c: c.sequence):
        if changement.sequence <= derniere:
            continue
        if changement.sequence != derniere + 1:
            break
        derniere = changement.sequence
        if refus := _refus(etat, changement, cadre):
            refuses.append(refus)
        elif (suivant := _appliquer(etat, changement)) is not etat:
            etat = suivant
            appliques.append(changement)
    return Fusion(etat, derniere, tuple(appliques), tuple(refuses))


def est_complete(etat: Etat, bareme: Mapping[str, Question], *, appreciation_obligatoire: bool) -> bool:
    """COR-03: whether every question that counts is marked, and the appréciation given if compulsory."""
    notee = est_notee(list(bareme.values()), etat.choix, etat.notes)
    return notee and (bool(etat.appreciation) or not appreciation_obligatoire)


def retirees(changements: Sequence[Changement]) -> list[UUID]:
    """The keys that these changes take away."""
    return [c.cle for c in changements if isinstance(c, Retirer)]


def _refus(etat: Etat, changement: Changement, cadre: Cadre) -> Refuse | None:
    """Why the change cannot be applied, or None."""
    match changement:
        case Noter():
            return _refus_note(etat, changement, cadre)
        case Apprecier():
            return _refus_appreciation(etat, changement)
        case Choisir():
            return _refus_choix(etat, changement, cadre)
        case Poser():
            message = _anomalie_annotation(changement, cadre)
        case Retirer():
            message = None
    return Refuse(changement.sequence, conflit=False, message=message) if message else None


def _refus_note(etat: Etat, changement: Noter, cadre: Cadre) -> Refuse | None:
    question = cadre.bareme.get(changement.question)
    if question is None:
        message = f"Le barème n’a pas de question {changement.question}."
        return Refuse(changement.sequence, conflit=False, message=message)
    if changement.points is not None and changement.sur not in {None, question.points}:
        message = (
            f"Question {changement.question}\u00a0: le barème a changé, elle est maintenant sur "
            f"{Valeur(nombre=question.points)}. Donnez sa note de nouveau."
        )
        return Refuse(changement.sequence, conflit=False, message=message)
    if changement.points is not None and (anomalie := anomalie_points(question, changement.points)):
        return Refuse(changement.sequence, conflit=False, message=anomalie)
    actuelle = etat.notes.get(changement.question)
    if actuelle in {changement.vue, changement.points}:
        return None
    tenue = "aucune note" if actuelle is None else str(Valeur(nombre=actuelle))
    message = (
        f"Question {changement.question}\u00a0: {tenue} a été enregistré entre-temps sur un autre poste."
    )
    return Refuse(changement.sequence, conflit=True, message=message)


def _refus_choix(etat: Etat, changement: Choisir, cadre: Cadre) -> Refuse | None:
    possibles = alternatives(cadre.bareme.values()).get(changement.choix, {})
    if not possibles or changement.partie not in {None, *possibles}:
        message = f"Le barème n’a pas de sujet {changement.partie} au choix {changement.choix}."
        return Refuse(changement.sequence, conflit=False, message=message)
    actuel = etat.choix.get(changement.choix)
    if actuel in {changement.vue, changement.partie}:
        return None
    message = f"Sujet au choix {changement.choix}\u00a0: {actuel or 'aucun'} a été choisi entre-temps sur un autre poste."
    return Refuse(changement.sequence, conflit=True, message=message)


def _refus_appreciation(etat: Etat, changement: Apprecier) -> Refuse | None:
    if len(changement.texte) > APPRECIATION_AU_PLUS:
        message = f"L’appréciation dépasse {APPRECIATION_AU_PLUS} caractères."
        return Refuse(changement.sequence, conflit=False, message=message)
    if etat.appreciation in {changement.vue.strip(), changement.texte.strip()}:
        return None
    message = "L’appréciation a été modifiée entre-temps sur un autre poste."
    return Refuse(changement.sequence, conflit=True, message=message)


def _anomalie_annotation(changement: Poser, cadre: Cadre) -> str | None:
    if changement.page not in cadre.pages:
        return "Cette page n’est pas dans la copie."
    if any(NUL in valeur for valeur in changement.contenu.values() if isinstance(valeur, str)):
        return "Le texte contient un caractère interdit."
    try:
        depuis_json(changement.contenu)
    except ValueError as erreur:
        return str(erreur)
    return None


def _appliquer(etat: Etat, changement: Changement) -> Etat:
    """The marking with this change; the same object when it changes nothing."""
    match changement:
        case Noter():
            return _noter(etat, changement)
        case Apprecier():
            texte = changement.texte.replace(NUL, "").strip()
            return etat if texte == etat.appreciation else replace(etat, appreciation=texte)
        case Choisir():
            return _choisir(etat, changement)
        case Poser():
            return _poser(etat, changement)
        case Retirer():
            if changement.cle not in etat.posees:
                return etat
            return replace(etat, posees={c: p for c, p in etat.posees.items() if c != changement.cle})


def _poser(etat: Etat, changement: Poser) -> Etat:
    if changement.cle in etat.connues:
        return etat
    posees = {**etat.posees, changement.cle: (changement.page, changement.contenu)}
    return replace(etat, posees=posees, connues=etat.connues | {changement.cle})


def _noter(etat: Etat, changement: Noter) -> Etat:
    if etat.notes.get(changement.question) == changement.points:
        return etat
    notes = {question: points for question, points in etat.notes.items() if question != changement.question}
    if changement.points is not None:
        notes[changement.question] = changement.points
    return replace(etat, notes=notes)


def _choisir(etat: Etat, changement: Choisir) -> Etat:
    if etat.choix.get(changement.choix) == changement.partie:
        return etat
    choix = {nom: partie for nom, partie in etat.choix.items() if nom != changement.choix}
    if changement.partie is not None:
        choix[changement.choix] = changement.partie
    return replace(etat, choix=choix)
