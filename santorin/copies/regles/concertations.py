"""Copies marked twice: when the two marks stand together, and when they are to be agreed upon (COR-05)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, ExpressionWrapper, F
from django.db.models.functions import Round

from santorin.copies.etats import EtatLot
from santorin.copies.models import Concertation, Correction, Epreuve, TypeLots
from santorin.copies.regles.bareme import obtenus, total
from santorin.referentiel.valeur import Valeur

RANGS = (1, 2)
CENTIEME = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class DoubleNote:
    """The two marks of a copy (primary key) on the épreuve's scale, both lots locked."""

    copie: int
    premiere: Decimal
    seconde: Decimal
    concertation: Concertation | None = None

    @property
    def ecart(self) -> Decimal:
        """How far apart they are."""
        return abs(self.premiere - self.seconde)

    @property
    def en_cours(self) -> Concertation | None:
        """The concertation on these two marks, if one was begun: one on other marks no longer counts."""
        if self.concertation is None:
            return None
        memes = (self.concertation.premiere, self.concertation.seconde) == (self.premiere, self.seconde)
        return self.concertation if memes else None

    @property
    def note_finale(self) -> Decimal | None:
        """What was agreed or decided."""
        return self.en_cours.valeur if self.en_cours else None


def notes_doubles(epreuve: Epreuve, *, copies: Iterable[int] | None = None) -> list[DoubleNote]:
    """COR-05: the copies of an épreuve (or these ones) whose two markings are locked, in two queries."""
    exact = ExpressionWrapper(obtenus() * F("lot__epreuve__note_sur") / total(), DecimalField())
    corrections = Correction.objects.filter(
        lot__epreuve=epreuve, lot__etat=EtatLot.VERROUILLE, rang__in=RANGS
    )
    if copies is not None:
        corrections = corrections.filter(copie__in=copies)
    lignes = corrections.order_by("copie", "rang").annotate(note=Round(exact, precision=2))
    notes: dict[int, dict[int, Decimal]] = {}
    for copie, rang, note in lignes.values_list("copie", "rang", "note"):
        notes.setdefault(copie, {})[rang] = note
    doubles = {copie: par_rang for copie, par_rang in notes.items() if len(par_rang) == len(RANGS)}
    concertations = Concertation.objects.in_bulk(doubles)
    return [DoubleNote(copie, n[1], n[2], concertations.get(copie)) for copie, n in doubles.items()]


def a_concerter(epreuve: Epreuve) -> list[DoubleNote]:
    """COR-05: the copies whose two marks differ by more than the paramétrage tolerates, and have no final mark yet."""
    if epreuve.parametrage.type_lots != TypeLots.DOUBLE:
        return []
    tolere = epreuve.parametrage.ecart_tolere
    return [n for n in notes_doubles(epreuve) if n.ecart > tolere and n.note_finale is None]


def obstacle_concertation(epreuve: Epreuve, double: DoubleNote | None, valeur: Decimal) -> str | None:
    """COR-05: why this mark cannot be proposed or decided for this copy, or None."""
    if epreuve.parametrage.type_lots != TypeLots.DOUBLE:
        return "Cette épreuve n’est pas corrigée deux fois."
    if double is None:
        return "Les deux corrections de cette copie ne sont pas encore verrouillées."
    if not valeur.is_finite() or not 0 <= valeur <= epreuve.note_sur:
        return f"La note finale est comprise entre 0 et {epreuve.note_sur}."
    if valeur != valeur.quantize(CENTIEME):
        return f"La note finale a deux décimales au plus\u00a0; reçu\u00a0: {Valeur(nombre=valeur)}."
    return None


def obstacle_decision(double: DoubleNote, tolere: Decimal, vue: Decimal | None) -> str | None:
    """COR-05: why the coordinateur cannot decide this copy, or None; `vue` is the final mark that the screen showed."""
    if double.ecart <= tolere:
        return "Les deux notes de cette copie concordent\u00a0: il n’y a rien à trancher."
    if double.note_finale != vue:
        tenue = "aucune note" if double.note_finale is None else Valeur(nombre=double.note_finale)
        return f"La note finale de cette copie a changé depuis\u00a0: {tenue}. Relisez-la avant d’en décider."
    return None


def obstacle_proposition(double: DoubleNote, tolere: Decimal) -> str | None:
    """COR-05: why the markers of this copy have nothing to agree upon, or None."""
    if double.ecart <= tolere:
        return "Les deux notes de cette copie concordent\u00a0: il n’y a rien à concerter."
    if double.note_finale is not None:
        return "La note finale de cette copie est déjà arrêtée."
    return None
