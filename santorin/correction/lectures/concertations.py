"""Copies marked twice whose marks differ, for those who end the difference (COR-05). Nobody is named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from santorin.comptes.models import Utilisateur
from santorin.copies.models import (
    Concertation,
    Copie,
    Correction,
    Epreuve,
    NoteQuestion,
    Parametrage,
    TypeLots,
)
from santorin.copies.regles.concertations import DoubleNote, a_concerter, notes_doubles
from santorin.correction.regles.copies import corrections_de

ARRETEES_MONTREES = 50


@dataclass(frozen=True, slots=True)
class LigneConcertation:
    """A copy to agree upon: its name for the reader, its two marks, their detail, and what was proposed."""

    copie: Copie
    correction: Correction
    nom: str
    double: DoubleNote
    detail: Sequence[tuple[str, Decimal | None, Decimal | None]]
    proposition: Decimal | None
    proposee_par_moi: bool

    @property
    def a_moi(self) -> Decimal:
        """The reader's own mark."""
        return self.double.premiere if self.correction.rang == 1 else self.double.seconde

    @property
    def a_l_autre(self) -> Decimal:
        """The other marker's."""
        return self.double.seconde if self.correction.rang == 1 else self.double.premiere


def concertations_de(utilisateur: Utilisateur) -> list[LigneConcertation]:
    """COR-05: the marker's copies whose other marking differs too much, both lots locked."""
    siennes = {c.copie_id: c for c in _corrections(utilisateur)}
    epreuves = Epreuve.objects.filter(
        pk__in={c.lot.epreuve_id for c in siennes.values()}, parametrage__type_lots=TypeLots.DOUBLE
    )
    doubles = [
        double
        for epreuve in epreuves.select_related("parametrage")
        for double in a_concerter(epreuve)
        if double.copie in siennes
    ]
    return _lignes(doubles, siennes)


def concertations_de_l_epreuve(epreuve: Epreuve) -> list[LigneConcertation]:
    """COR-05: the copies of an épreuve whose two markings differ too much, for its coordinateur."""
    doubles = a_concerter(epreuve)
    premieres = Correction.objects.filter(copie__in=[d.copie for d in doubles], rang=1)
    return _lignes(doubles, {c.copie_id: c for c in premieres.select_related("lot__epreuve", "copie")})


def notes_arretees(epreuve: Epreuve) -> list[LigneConcertation]:
    """COR-05: the last copies of an épreuve whose final mark was agreed or decided, for its coordinateur."""
    conclues = Concertation.objects.filter(copie__composition__epreuve=epreuve, valeur__isnull=False)
    dernieres = conclues.order_by("-conclue_le").values_list("copie", flat=True)[:ARRETEES_MONTREES]
    doubles = [d for d in notes_doubles(epreuve, copies=list(dernieres)) if d.note_finale is not None]
    premieres = Correction.objects.filter(copie__in=[d.copie for d in doubles], rang=1)
    return _lignes(doubles, {c.copie_id: c for c in premieres.select_related("lot__epreuve", "copie")})


def _corrections(utilisateur: Utilisateur) -> Iterable[Correction]:
    doubles = Parametrage.objects.filter(type_lots=TypeLots.DOUBLE)
    siennes = corrections_de(utilisateur).filter(lot__epreuve__parametrage__in=doubles)
    return siennes.select_related("lot__epreuve", "copie")


def _lignes(doubles: Sequence[DoubleNote], lues: Mapping[int, Correction]) -> list[LigneConcertation]:
    details = _details([double.copie for double in doubles])
    lignes = []
    for double in sorted(doubles, key=lambda d: lues[d.copie].cle):
        correction, en_cours = lues[double.copie], double.en_cours
        lignes.append(
            LigneConcertation(
                copie=correction.copie,
                correction=correction,
                nom=correction.nom_anonyme,
                double=double,
                detail=details.get(double.copie, ()),
                proposition=en_cours.proposition if en_cours else None,
                proposee_par_moi=bool(en_cours and en_cours.proposee_rang == correction.rang),
            )
        )
    return lignes


def _details(copies: Sequence[int]) -> dict[int, list[tuple[str, Decimal | None, Decimal | None]]]:
    """Of each copy, its questions and the points of both markings."""
    notes: dict[int, dict[str, dict[int, Decimal]]] = {}
    lignes = NoteQuestion.objects.filter(correction__copie__in=copies).order_by("question__ordre")
    for copie, rang, numero, points in lignes.values_list(
        "correction__copie", "correction__rang", "question__numero", "points"
    ):
        notes.setdefault(copie, {}).setdefault(numero, {})[rang] = points
    return {
        copie: [(numero, par_rang.get(1), par_rang.get(2)) for numero, par_rang in par_question.items()]
        for copie, par_question in notes.items()
    }
