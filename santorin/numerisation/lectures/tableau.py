"""Where the numérisation of épreuves stands (NUM-01, ACC-01)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from santorin.copies.models import Composition, Epreuve, Signalement, SignalementCandidat
from santorin.numerisation.etats import EtatLiasse
from santorin.numerisation.models import Liasse, PageLue
from santorin.numerisation.regles.copies import blanches_proposees, pages_manquantes


@dataclass(frozen=True, slots=True)
class Chiffres:
    """The figures of one épreuve: liasses to check, pages in anomaly, candidates, those with a scanned copy."""

    a_controler: int = 0
    anomalies: int = 0
    candidats: int = 0
    numerises: int = 0


@dataclass(frozen=True, slots=True)
class Attentes:
    """What waits for somebody in one épreuve, beside the pages in anomaly."""

    manquantes: int
    blanches: int
    signalees: int
    signalees_par_candidats: int


def chiffres(epreuves: Iterable[int]) -> dict[int, Chiffres]:
    """ACC-01: the figures of these épreuves (primary keys), in three queries."""
    cles = list(epreuves)
    a_controler = _par_epreuve(
        Liasse.objects.filter(epreuve__in=cles, etat=EtatLiasse.CONTROLE).order_by().values_list("epreuve")
        .annotate(Count("pk"))
    )  # fmt: skip
    anomalies = _par_epreuve(
        PageLue.objects.en_anomalie().filter(liasse__epreuve__in=cles).order_by()
        .values_list("liasse__epreuve").annotate(Count("pk"))
    )  # fmt: skip
    candidats = {
        epreuve: (total, numerises)
        for epreuve, total, numerises in Composition.objects.filter(epreuve__in=cles)
        .order_by()
        .values_list("epreuve")
        .annotate(
            total=Count("pk", distinct=True),
            numerises=Count(
                "pk", distinct=True, filter=Q(copie__pages__remplacee_le=None, copie__pages__isnull=False)
            ),
        )
    }
    return {
        cle: Chiffres(a_controler.get(cle, 0), anomalies.get(cle, 0), *candidats.get(cle, (0, 0)))
        for cle in cles
    }


def attentes(epreuve: Epreuve) -> Attentes:
    """NUM-01, NUM-03: missing pages, copies that look blank, copies that markers or candidates flagged."""
    return Attentes(
        manquantes=len(pages_manquantes(epreuve)),
        blanches=blanches_proposees(epreuve).count(),
        signalees=Signalement.objects.ouverts().filter(correction__lot__epreuve=epreuve).count(),
        signalees_par_candidats=SignalementCandidat.objects.ouverts()
        .filter(composition__epreuve=epreuve)
        .count(),
    )


def _par_epreuve(lignes: Iterable[tuple[int, int]]) -> dict[int, int]:
    return dict(lignes)
