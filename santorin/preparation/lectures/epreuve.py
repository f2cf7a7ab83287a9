"""One épreuve being prepared: its figures, its sujets (PRE-02, NUM-03)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from santorin.copies.etats import Emargement
from santorin.copies.models import Epreuve, Sujet
from santorin.preparation.regles.epreuves import obstacle_bareme


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
    """A sujet, the size of its barème, and why it cannot be changed any more, if so."""

    sujet: Sujet
    questions: int
    points: Decimal
    obstacle: str | None


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
    lus = epreuve.sujets.annotate(nombre_de_lots=Count("lots")).prefetch_related("questions").order_by("code")
    return [_ligne(sujet, sujet.nombre_de_lots) for sujet in lus]


def _ligne(sujet: Sujet, lots: int) -> LigneSujet:
    points = [question.points for question in sujet.questions.all()]
    return LigneSujet(sujet, len(points), sum(points, Decimal(0)), obstacle_bareme(lots))
