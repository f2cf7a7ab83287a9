"""A barème as it is written: parties, questions, coefficients, sujets à choix; what may still change (PRE-02)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final

from santorin.copies.models import NoteQuestion, Partie, PartieChoisie, Question, Sujet
from santorin.referentiel.accords import compter
from santorin.referentiel.valeur import Valeur

QUESTIONS_AU_PLUS: Final = 200
UN: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class PartieLue:
    """A title over questions: its coefficient, and the choix of which it is an alternative ("" for none)."""

    numero: str
    libelle: str = ""
    coefficient: Decimal = UN
    choix: str = ""


@dataclass(frozen=True, slots=True)
class QuestionLue:
    """A question: number, words, points, step of the marks, coefficient, number of its partie ("" for none)."""

    numero: str
    libelle: str
    points: Decimal
    pas: Decimal
    coefficient: Decimal = UN
    partie: str = ""


@dataclass(frozen=True, slots=True)
class BaremeLu:
    """A whole barème, in its order."""

    questions: tuple[QuestionLue, ...]
    parties: tuple[PartieLue, ...] = ()

    def total_de(self, partie: PartieLue) -> Decimal:
        """The weighted points of one partie."""
        siennes = (q.points * q.coefficient for q in self.questions if q.partie == partie.numero)
        return sum(siennes, Decimal(0)) * partie.coefficient

    @property
    def alternatives(self) -> Mapping[str, Sequence[PartieLue]]:
        """The parties to choose from, by choix."""
        par_choix: dict[str, list[PartieLue]] = {}
        for partie in self.parties:
            if partie.choix:
                par_choix.setdefault(partie.choix, []).append(partie)
        return par_choix

    @property
    def total(self) -> Decimal:
        """PRE-02: what a perfect copy obtains: of the alternatives of a choix, one counts."""
        libres = (q.points * q.coefficient for q in self.questions if not q.partie)
        parties = (self.total_de(partie) for partie in self.parties if not partie.choix)
        choix = (self.total_de(siennes[0]) for siennes in self.alternatives.values())
        return sum((*libres, *parties, *choix), Decimal(0))


def bareme_de(sujet: Sujet) -> BaremeLu:
    """The barème of a sujet, as it is recorded."""
    return bareme_lu(
        sujet.questions.select_related("partie").order_by("ordre"), sujet.parties.order_by("ordre")
    )


def bareme_lu(questions: Iterable[Question], parties: Iterable[Partie]) -> BaremeLu:
    """The barème that these rows, in their order, make."""
    return BaremeLu(
        tuple(
            QuestionLue(
                q.numero, q.libelle, q.points, q.pas, q.coefficient, q.partie.numero if q.partie else ""
            )
            for q in questions
        ),
        tuple(PartieLue(p.numero, p.libelle, p.coefficient, p.choix) for p in parties),
    )


def fautes(bareme: BaremeLu) -> list[str]:
    """PRE-02: what is wrong in a barème whose lines are right one by one, a sentence each."""
    return [*_fautes_de_taille(bareme), *_fautes_de_parties(bareme), *_fautes_de_choix(bareme)]


def obstacle_total(bareme: BaremeLu, note_sur: int, *, ramener: bool) -> str | None:
    """PRE-02: why this total does not go with the épreuve's scale, or None; `ramener` says that it is meant."""
    if ramener or bareme.total == note_sur:
        return None
    return (
        f"Le barème totalise {Valeur(nombre=bareme.total)} points alors que l’épreuve est notée sur {note_sur}\u00a0: "
        f"corrigez-le, ou cochez «\u00a0Ramener la note à l’échelle de l’épreuve\u00a0»."
    )


def est_notee(sujet: Sujet) -> bool:
    """PRE-02: whether a copy was marked with this barème."""
    notes = NoteQuestion.objects.filter(question__sujet=sujet)
    return notes.exists() or PartieChoisie.objects.filter(partie__sujet=sujet).exists()


def obstacle_changement(ancien: BaremeLu, nouveau: BaremeLu) -> str | None:
    """PRE-02: why marks already given forbid this change, or None: words, order and a finer step do them no harm."""
    changees = [*_parties_changees(ancien, nouveau), *_questions_changees(ancien, nouveau)]
    if not changees:
        return None
    return (
        "Des copies sont déjà notées avec ce barème\u00a0: seuls les libellés, l’ordre et un pas plus fin peuvent encore "
        f"changer. Ici changerait\u00a0: {', '.join(changees)}."
    )


def obstacle_retrait(sujet: Sujet) -> str | None:
    """PRE-02: why the sujet cannot be taken away, or None."""
    if lots := sujet.lots.count():
        return f"Des copies de ce sujet sont déjà réparties en {compter(lots, 'lot')}."
    if candidats := sujet.compositions.count():
        return f"Ce sujet est donné à {compter(candidats, 'candidat')}\u00a0: donnez-leur d’abord un autre sujet."
    return None


def _fautes_de_taille(bareme: BaremeLu) -> Iterable[str]:
    if not bareme.questions:
        yield "Le barème est vide."
    if len(bareme.questions) > QUESTIONS_AU_PLUS:
        yield f"Plus de {QUESTIONS_AU_PLUS} questions."


def _fautes_de_parties(bareme: BaremeLu) -> Iterable[str]:
    occupees = {question.partie for question in bareme.questions}
    for partie in bareme.parties:
        if partie.numero not in occupees:
            yield (
                f"La partie {partie.numero} n’a aucune question\u00a0: leurs numéros commencent par "
                f"«\u00a0{partie.numero}.\u00a0». Si c’est une question, donnez ses points."
            )

    places = [numero for numero, _ in groupby(question.partie for question in bareme.questions) if numero]
    yield from (
        f"Les questions de la partie {numero} ne se suivent pas."
        for numero, fois in Counter(places).items()
        if fois > 1
    )


def _fautes_de_choix(bareme: BaremeLu) -> Iterable[str]:
    for choix, parties in bareme.alternatives.items():
        if len(parties) == 1:
            yield f"Choix {choix}\u00a0: {parties[0].numero} est seul, il en faut au moins deux."
        totaux = {partie.numero: bareme.total_de(partie) for partie in parties}
        if len(set(totaux.values())) > 1:
            detail = ", ".join(f"{numero} vaut {Valeur(nombre=total)}" for numero, total in totaux.items())
            yield f"Choix {choix}\u00a0: les sujets n’ont pas le même total ({detail})."


def _parties_changees(ancien: BaremeLu, nouveau: BaremeLu) -> list[str]:
    avant = {p.numero: (p.coefficient, p.choix) for p in ancien.parties}
    apres = {p.numero: (p.coefficient, p.choix) for p in nouveau.parties}
    return [f"partie {n}" for n in sorted(avant.keys() | apres.keys()) if avant.get(n) != apres.get(n)]


def _questions_changees(ancien: BaremeLu, nouveau: BaremeLu) -> list[str]:
    avant = {q.numero: q for q in ancien.questions}
    apres = {q.numero: q for q in nouveau.questions}
    numeros = [*avant, *(numero for numero in apres if numero not in avant)]
    return [f"question {n}" for n in numeros if not _sans_dommage(avant.get(n), apres.get(n))]


def _sans_dommage(avant: QuestionLue | None, apres: QuestionLue | None) -> bool:
    if avant is None or apres is None:
        return False
    memes = (avant.points, avant.coefficient, avant.partie) == (apres.points, apres.coefficient, apres.partie)
    return memes and not avant.pas % apres.pas
