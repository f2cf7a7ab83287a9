"""One épreuve being prepared: its figures, its sujets (PRE-02, NUM-03)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q

from santorin.copies.etats import Emargement
from santorin.copies.models import Epreuve, NoteQuestion, Sujet
from santorin.preparation.regles.baremes import bareme_lu


@dataclass(frozen=True, slots=True)
class Effectifs:
    """Candidates of an épreuve by attendance, copies scanned, présumés fraudeurs."""

    candidats: int
    presents: int
    absents: int
    non_emarges: int
    copies: int
    fraudes: int


@dataclass(frozen=True, slots=True)
class LigneSujet:
    """A sujet, the size of its barème, the candidates it is given to, and whether copies are marked with it."""

    sujet: Sujet
    questions: int
    points: Decimal
    candidats: int
    notee: bool


def effectifs(epreuve: Epreuve) -> Effectifs:
    """NUM-03: how many of each, in one query."""
    comptes = epreuve.compositions.aggregate(
        candidats=Count("pk"),
        presents=Count("pk", filter=Q(emargement=Emargement.PRESENT)),
        absents=Count("pk", filter=Q(emargement=Emargement.ABSENT)),
        non_emarges=Count("pk", filter=Q(emargement=Emargement.NON_EMARGE)),
        copies=Count("copie"),
        fraudes=Count("pk", filter=Q(fraude_presumee=True)),
    )
    return Effectifs(**comptes)


def sujets(epreuve: Epreuve) -> list[LigneSujet]:
    """PRE-02: the sujets, with their barème's size."""
    lus = epreuve.sujets.annotate(
        candidats=Count("compositions"),
        notee=Exists(NoteQuestion.objects.filter(question__sujet=OuterRef("pk"))),
    ).prefetch_related("questions__partie", "parties")
    return [_ligne(sujet, sujet.candidats, notee=sujet.notee) for sujet in lus.order_by("code")]


def _ligne(sujet: Sujet, candidats: int, *, notee: bool) -> LigneSujet:
    bareme = bareme_lu(sujet.questions.all(), sujet.parties.all())
    return LigneSujet(sujet, len(bareme.questions), bareme.total, candidats, notee)
