"""The list of the copies that may be harmonised: filtered, sorted, by pages, without any identity (HAR-03, HAR-04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

from harmonisation.models import CopieHarmonisable, Harmonisee
from santorin.copies.models import Correcteur, Epreuve, NoteQuestion, Question, TypeLots
from santorin.pages import PAR_PAGE
from santorin.referentiel.models import Departement, Etablissement

Copies = QuerySet[CopieHarmonisable]

COMPTEES_AU_PLUS: Final = 10_000
TRIS: Final = {
    "copie": "cle",
    "lot": "lot",
    "correcteur": "correcteur_nom",
    "sujet": "sujet",
    "departement": "departement",
    "etablissement": "etablissement",
    "note": "note",
    "signalee": "signalee",
    "harmonisee": "harmonisee",
}
ORDRE: Final = "lot"
OUI, NON = "oui", "non"
NON_HARMONISEES: Final = (Harmonisee.NON, Harmonisee.ECARTEE)


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
    def colonne(self) -> str:
        """The column that the list follows."""
        return TRIS.get(self.ordre.removeprefix("-"), TRIS[ORDRE])

    @property
    def descendant(self) -> bool:
        """Whether it is followed from the highest to the lowest."""
        return self.ordre.startswith("-")


@dataclass(frozen=True, slots=True)
class PageDeCopies:
    """A page of the list, and the cursors of the pages around (keys of copies)."""

    lignes: Sequence[CopieHarmonisable]
    precedent: UUID | None
    suivant: UUID | None


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


def page_de_copies(
    epreuve: Epreuve, criteres: Criteres, *, apres: UUID | None = None, avant: UUID | None = None
) -> PageDeCopies:
    """HAR-04: the page after (or before) a copy of the list, the first one without either; two queries."""
    copies = selection(epreuve, criteres)
    repere = _repere(epreuve, avant or apres)
    lues = list(_a_partir(copies, criteres, repere, a_rebours=avant is not None)[: PAR_PAGE + 1])
    reste, lignes = len(lues) > PAR_PAGE, lues[:PAR_PAGE]
    if avant is not None:
        lignes.reverse()
    if not lignes:
        return PageDeCopies([], None, None)
    precede, suivie = (reste, repere is not None) if avant is not None else (repere is not None, reste)
    return PageDeCopies(lignes, lignes[0].cle if precede else None, lignes[-1].cle if suivie else None)


def voisines(
    epreuve: Epreuve, criteres: Criteres, copie: CopieHarmonisable
) -> tuple[UUID | None, UUID | None]:
    """HAR-04: the copies before and after this one in the selection."""
    copies = selection(epreuve, criteres)
    avant = _a_partir(copies, criteres, copie, a_rebours=True).values_list("cle", flat=True).first()
    apres = _a_partir(copies, criteres, copie, a_rebours=False).values_list("cle", flat=True).first()
    return avant, apres


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
        conditions.append(Q(etablissement__in=_etablissements(epreuve, criteres.etablissement)))
    if criteres.correcteur.strip():
        cles = _correcteurs(epreuve, criteres.correcteur)
        seconds = Q(second_correcteur__in=cles) if _est_double(epreuve) else Q(pk__in=())
        conditions.append(Q(correcteur__in=cles) | seconds)
    if criteres.question is not None:
        conditions.append(Q(_note_a_la_question(criteres)))
    return conditions + _etats(criteres)


def _est_double(epreuve: Epreuve) -> bool:
    return epreuve.parametrage.type_lots == TypeLots.DOUBLE


def _etats(criteres: Criteres) -> list[Q]:
    conditions = []
    if criteres.signalee in {OUI, NON}:
        conditions.append(Q(signalee=criteres.signalee == OUI))
    if criteres.harmonisee in {OUI, NON}:
        non = Q(harmonisee__in=NON_HARMONISEES)
        conditions.append(non if criteres.harmonisee == NON else ~non)
    elif criteres.harmonisee:
        conditions.append(Q(harmonisee=int(criteres.harmonisee)))
    if criteres.copie:
        debut, fin = (criteres.copie.ljust(32, chiffre) for chiffre in "0f")
        conditions.append(Q(cle__range=(UUID(debut), UUID(fin))))
    return conditions


def _etablissements(epreuve: Epreuve, texte: str) -> list[str]:
    """The UAI of the schools of the académie that the words name: UAI, name or town."""
    trouves = Etablissement.objects.filter(departement__academie=epreuve.academie_id)
    for mot in texte.split():
        trouves = trouves.filter(Q(uai__istartswith=mot) | Q(nom__icontains=mot) | Q(ville__icontains=mot))
    return list(trouves.values_list("uai", flat=True))


def _correcteurs(epreuve: Epreuve, texte: str) -> list[int]:
    """The markers of the épreuve that the words name: number of intervenant, or name."""
    trouves = Correcteur.objects.filter(Exists(epreuve.lots.filter(correcteur=OuterRef("pk"))))
    for mot in texte.split():
        trouves = trouves.filter(Q(numero__iexact=mot) | Q(nom__icontains=mot) | Q(prenoms__icontains=mot))
    return list(trouves.order_by().values_list("pk", flat=True))


def _note_a_la_question(criteres: Criteres) -> Exists:
    notes = NoteQuestion.objects.filter(correction__copie=OuterRef("copie"), question=criteres.question)
    if criteres.question_min is not None:
        notes = notes.filter(points__gte=criteres.question_min)
    if criteres.question_max is not None:
        notes = notes.filter(points__lte=criteres.question_max)
    return Exists(notes)


def _repere(epreuve: Epreuve, cle: UUID | None) -> CopieHarmonisable | None:
    """The copy that a page starts from; None when its lot was unlocked meanwhile: the list starts again."""
    return CopieHarmonisable.objects.filter(epreuve=epreuve, cle=cle).first() if cle else None


def _a_partir(
    copies: Copies, criteres: Criteres, repere: CopieHarmonisable | None, *, a_rebours: bool
) -> Copies:
    """The copies after one (before it, backwards), its column and key compared as one row: an index is followed."""
    colonne, vers_le_bas = criteres.colonne, criteres.descendant != a_rebours
    signe = "-" if vers_le_bas else ""
    ordonnees = copies.order_by(f"{signe}{colonne}", f"{signe}copie")
    if repere is None:
        return ordonnees
    comparer = LessThan if vers_le_bas else GreaterThan
    ici = _rangee(Value(getattr(repere, colonne)), Value(repere.pk))
    return ordonnees.filter(comparer(_rangee(F(colonne), F("copie")), ici))


def _rangee(*valeurs: F | Value) -> Func:
    return Func(*valeurs, template="(%(expressions)s)", output_field=BooleanField())
