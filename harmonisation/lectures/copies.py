"""The copies that may be harmonised: what is asked of them, which answer, how many, without any identity (HAR-04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from harmonisation.models import CopieHarmonisable, Harmonisee
from santorin.copies.models import Correcteur, Epreuve, NoteQuestion, Question, TypeLots
from santorin.copies.regles.bareme import points_comptes
from santorin.referentiel.models import Departement, Etablissement

Copies = QuerySet[CopieHarmonisable]

COMPTEES_AU_PLUS: Final = 10_000
# Each order ends with the copy and is one index: ties are broken by what a reader would sort by next.
TRIS: Final = {
    "copie": ("cle", "copie"),
    "lot": ("lot", "copie"),
    "correcteur": ("correcteur_nom", "copie"),
    "sujet": ("sujet", "lot", "copie"),
    "departement": ("departement", "etablissement", "copie"),
    "etablissement": ("etablissement", "copie"),
    "note": ("note", "copie"),
    "signalee": ("signalee", "sujet", "lot", "copie"),
    "harmonisee": ("harmonisee", "sujet", "lot", "copie"),
}
ORDRE: Final = "lot"
OUI, NON = "oui", "non"
HARMONISEES: Final = {
    OUI: (Harmonisee.UNITE, Harmonisee.REGLE, Harmonisee.LES_DEUX),
    NON: (Harmonisee.NON, Harmonisee.ECARTEE),
}
# Copies that are gathered and sorted rather than met on the way; marks follow points, so an order by mark may meet none.
RASSEMBLEES, RASSEMBLEES_PAR_NOTE = 20_000, 60_000


@dataclass(frozen=True, slots=True)
class Criteres:
    """HAR-04: what is asked of the list. Marks are on the épreuve's scale, those of a question on its own points."""

    note_min: Decimal | None = None
    note_max: Decimal | None = None
    departements: tuple[str, ...] = ()
    etablissement: str = ""
    correcteur: str = ""
    sujet: str = ""
    lot: int | None = None
    question: int | None = None
    question_min: Decimal | None = None
    question_max: Decimal | None = None
    signalee: str = ""
    harmonisee: str = ""
    copie: str = ""
    ordre: str = ORDRE

    @property
    def actifs(self) -> int:
        """How many filters narrow the list."""
        vides = ("", None, ())
        seuls = ("ordre", "question_min", "question_max")
        return sum(getattr(self, nom) not in vides for nom in self.__slots__ if nom not in seuls)

    @property
    def colonnes(self) -> tuple[str, ...]:
        """The columns that the list follows."""
        return TRIS.get(self.ordre.removeprefix("-"), TRIS[ORDRE])

    @property
    def descendant(self) -> bool:
        """Whether it is followed from the highest to the lowest."""
        return self.ordre.startswith("-")


@dataclass(frozen=True, slots=True)
class Compte:
    """How many copies answer; `plafonne` when there are more, and nobody asked for the exact figure."""

    nombre: int
    plafonne: bool


@dataclass(frozen=True, slots=True)
class Choix:
    """What the filters offer."""

    departements: Sequence[tuple[str, str]]
    sujets: Sequence[tuple[str, str]]
    questions: Sequence[tuple[int, str]]


def selection(epreuve: Epreuve, criteres: Criteres) -> Copies:
    """HAR-03, HAR-04: the copies of locked lots that answer, in no order."""
    copies = CopieHarmonisable.objects.filter(epreuve=epreuve)
    for condition in _conditions(epreuve, criteres):
        copies = copies.filter(condition)
    return copies


def compter(epreuve: Epreuve, criteres: Criteres, *, exact: bool = False) -> Compte:
    """HAR-04: how many copies answer, up to « plus de 10 000 » unless the exact figure is wanted."""
    copies = selection(epreuve, criteres).order_by()
    if exact:
        return Compte(copies.count(), plafonne=False)
    nombre = copies[: COMPTEES_AU_PLUS + 1].count()
    return Compte(min(nombre, COMPTEES_AU_PLUS), plafonne=nombre > COMPTEES_AU_PLUS)


def choix(epreuve: Epreuve) -> Choix:
    """HAR-04: the départements of the académie, the sujets and the questions of the épreuve; three queries."""
    departements = Departement.objects.filter(academie=epreuve.academie_id).order_by("code")
    sujets = list(epreuve.sujets.order_by("code"))
    codes = {sujet.pk: sujet.code for sujet in sujets}
    questions = Question.objects.filter(sujet__in=codes).order_by("sujet__code", "ordre")
    return Choix(
        [(d.code, f"{d.code} {d.nom}") for d in departements],
        [(sujet.code, str(sujet)) for sujet in sujets],
        [(q.pk, f"{codes[q.sujet_id]} – question {q}") for q in questions],
    )


def _conditions(epreuve: Epreuve, criteres: Criteres) -> list[Q]:
    conditions = [
        Q(**{nom: valeur})
        for nom, valeur in (
            ("note__gte", criteres.note_min),
            ("note__lte", criteres.note_max),
            ("sujet", criteres.sujet or None),
            ("lot", criteres.lot),
        )
        if valeur is not None
    ]
    if criteres.departements:
        conditions.append(Q(departement__in=criteres.departements))
    if criteres.etablissement.strip():
        conditions.append(Q(etablissement__in=etablissements_nommes(epreuve, criteres.etablissement)))
    if criteres.correcteur.strip():
        cles = list(correcteurs_nommes(epreuve, criteres.correcteur).order_by().values_list("pk", flat=True))
        seconds = Q(second_correcteur__in=cles) if _est_double(epreuve) else Q(pk__in=())
        conditions.append(Q(correcteur__in=cles) | seconds)
    if criteres.question is not None:
        conditions += _a_la_question(epreuve, criteres.question, criteres)
    return conditions + _etats(criteres)


def valeurs_harmonisees(criteres: Criteres) -> tuple[int, ...]:
    """What the filter « harmonisée » keeps; every value without it."""
    if not criteres.harmonisee:
        return tuple(Harmonisee.values)
    return HARMONISEES.get(criteres.harmonisee) or (int(criteres.harmonisee),)


def _est_double(epreuve: Epreuve) -> bool:
    return epreuve.parametrage.type_lots == TypeLots.DOUBLE


def _etats(criteres: Criteres) -> list[Q]:
    conditions = []
    if criteres.signalee in {OUI, NON}:
        conditions.append(Q(signalee=criteres.signalee == OUI))
    if criteres.harmonisee:
        conditions.append(Q(harmonisee__in=valeurs_harmonisees(criteres)))
    if criteres.copie:
        debut, fin = (criteres.copie.ljust(32, chiffre) for chiffre in "0f")
        conditions.append(Q(cle__range=(UUID(debut), UUID(fin))))
    return conditions


def etablissements_nommes(epreuve: Epreuve, texte: str) -> list[str]:
    """HAR-04: the UAI of the schools of the académie that the words name: UAI, name or town."""
    trouves = Etablissement.objects.filter(departement__academie=epreuve.academie_id)
    for mot in texte.split():
        trouves = trouves.filter(Q(uai__istartswith=mot) | Q(nom__icontains=mot) | Q(ville__icontains=mot))
    return list(trouves.values_list("uai", flat=True))


def correcteurs_nommes(epreuve: Epreuve, texte: str) -> QuerySet[Correcteur]:
    """HAR-04, HAR-13: the markers of the épreuve that the words name: number of intervenant, or name."""
    trouves = Correcteur.objects.filter(Exists(epreuve.lots.filter(correcteur=OuterRef("pk"))))
    for mot in texte.split():
        trouves = trouves.filter(Q(numero__iexact=mot) | Q(nom__icontains=mot) | Q(prenoms__icontains=mot))
    return trouves


def _a_la_question(epreuve: Epreuve, cle: int, criteres: Criteres) -> list[Q]:
    """The copies that got these points, at either marking: few are gathered and then sorted, many met on the way."""
    question = (
        Question.objects.filter(pk=cle, sujet__epreuve=epreuve).select_related("sujet", "partie").first()
    )
    if question is None:
        return [Q(pk__in=())]
    notes = NoteQuestion.objects.filter(question=question).order_by()
    if question.partie is not None and question.partie.choix:
        notes = notes.filter(points_comptes())
    if criteres.question_min is not None:
        notes = notes.filter(points__gte=criteres.question_min)
    if criteres.question_max is not None:
        notes = notes.filter(points__lte=criteres.question_max)
    au_plus = RASSEMBLEES_PAR_NOTE if criteres.colonnes[0] == "note" else RASSEMBLEES
    if notes[: au_plus + 1].count() <= au_plus:
        return [Q(_parmi(ArraySubquery(notes.values("correction__copie"))))]
    return [Q(sujet=question.sujet.code), Q(Exists(notes.filter(correction__copie=OuterRef("copie"))))]


def _parmi(cles: ArraySubquery) -> Func:
    """The copy is one of these, read before anything else."""
    return Func(
        F("copie"),
        cles,
        template="(%(expressions)s))",
        arg_joiner=" = ANY (",
        output_field=BooleanField(),
    )
