"""What a distribution would do, in figures, before it is applied (DIS-01)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from santorin.copies.models import Composition, Correcteur, Correction, Epreuve, Sujet, TypeLots
from santorin.distribution.regles.lots import disponible, du_sujet, sans_sujet
from santorin.distribution.regles.plan import CopieADistribuer, Plan, proposer
from santorin.numerisation.regles.copies import copies_a_corriger, pages_manquantes


@dataclass(frozen=True, slots=True)
class Situation:
    """What there is to distribute, and what waits: `attendus` are candidates who are not absent.

    `sans_sujet`: copies that are ready, of candidates of whom nobody said which sujet they have. `autres`: copies that
    are ready, of the other sujets.
    """

    copies: Sequence[CopieADistribuer]
    attendus: int
    incompletes: int
    distribuees: int
    sans_sujet: int = 0
    autres: int = 0

    @property
    def en_attente(self) -> int:
        """Candidates whose copy is not ready: not scanned, not accepted, in anomaly, or with a missing page."""
        return self.attendus - len(self.copies) - self.autres - self.distribuees - self.sans_sujet


@dataclass(frozen=True, slots=True)
class Part:
    """What one marker would receive: copies, in lots; and what it already has."""

    correcteur: Correcteur
    deja: int
    copies: int
    lots: int

    @property
    def total(self) -> int:
        """Its copies once the distribution is applied."""
        return self.deja + self.copies


@dataclass(frozen=True, slots=True)
class Apercu:
    """The draw and its figures."""

    plan: Plan
    parts: Sequence[Part]
    situation: Situation

    @property
    def copies(self) -> int:
        """How many copies would be in lots."""
        return len({copie for lot in self.plan.lots for copie in lot.copies})

    @property
    def eleves_inconnus(self) -> bool:
        """DIS-01: whether a marker who would receive copies may receive those of its own pupils."""
        return any(part.copies and part.correcteur.eleves_inconnus for part in self.parts)

    @property
    def sans_compte(self) -> bool:
        """DIS-01: whether a marker who would receive copies could not see them."""
        return any(part.copies and part.correcteur.sans_compte for part in self.parts)

    @property
    def tailles(self) -> tuple[int, int]:
        """The smallest and the biggest lot."""
        tailles = [len(lot.copies) for lot in self.plan.lots]
        return (min(tailles), max(tailles)) if tailles else (0, 0)


def situation(epreuve: Epreuve, sujet: Sujet | None = None) -> Situation:
    """DIS-01: the copies to distribute (those of this sujet only), each with the ranks of marking that it lacks."""
    rangs = {1, 2} if epreuve.parametrage.type_lots == TypeLots.DOUBLE else {1}
    # A lot that nobody has yet holds its copies too: they are given with it.
    faits: dict[int, dict[int, int | None]] = {}
    corrections = Correction.objects.filter(copie__composition__epreuve=epreuve)
    for copie, rang, correcteur in corrections.order_by().values_list("copie", "rang", "lot__correcteur"):
        faits.setdefault(copie, {})[rang] = correcteur
    incompletes = {manque.copie.pk for manque in pages_manquantes(epreuve)}
    pretes = copies_a_corriger(epreuve)
    lignes = pretes.filter(du_sujet(epreuve, sujet)).values_list(
        "pk", "composition__candidat__etablissement", "composition__candidat__division"
    )
    copies = [
        CopieADistribuer(pk, etablissement, division, tuple(sorted(manquants)), _correcteurs(deja))
        for pk, etablissement, division in lignes
        if pk not in incompletes and (manquants := rangs - (deja := faits.get(pk, {})).keys())
    ]
    muettes = pretes.filter(sans_sujet(epreuve)).exclude(pk__in=incompletes | faits.keys()).count()
    finies = {copie for copie, deja in faits.items() if deja.keys() >= rangs}
    autres = pretes.exclude(du_sujet(epreuve, sujet) | sans_sujet(epreuve)).exclude(
        pk__in=incompletes | finies
    )
    attendus = Composition.objects.filter(epreuve=epreuve).exclude(emargement="absent").count()
    return Situation(copies, attendus, len(incompletes), len(finies), muettes, autres.count())


def _correcteurs(deja: Mapping[int, int | None]) -> tuple[int, ...]:
    return tuple(correcteur for correcteur in deja.values() if correcteur is not None)


def apercu(epreuve: Epreuve, sujet: Sujet, *, taille: int, graine: int) -> Apercu:
    """DIS-01: what the distribution would do with this seed; no effect."""
    lue = situation(epreuve, sujet)
    correcteurs = list(epreuve.correcteurs.select_related("utilisateur").order_by("nom", "prenoms", "pk"))
    charges = _charges(correcteurs, epreuve)
    disponibles = [disponible(correcteur, charges[correcteur.pk]) for correcteur in correcteurs]
    plan = proposer(lue.copies, disponibles, taille=taille, graine=graine)
    copies: Counter[int] = Counter()
    lots: Counter[int] = Counter()
    for lot in plan.lots:
        copies[lot.correcteur] += len(lot.copies)
        lots[lot.correcteur] += 1
    parts = [
        Part(correcteur, charges[correcteur.pk], copies[correcteur.pk], lots[correcteur.pk])
        for correcteur in correcteurs
    ]
    return Apercu(plan, parts, lue)


def _charges(correcteurs: Sequence[Correcteur], epreuve: Epreuve) -> Counter[int]:
    """The copies that each marker already has in this épreuve."""
    lignes = Correction.objects.filter(lot__epreuve=epreuve, lot__correcteur__in=correcteurs).order_by()
    return Counter(dict(lignes.values_list("lot__correcteur").annotate(Count("pk"))))
