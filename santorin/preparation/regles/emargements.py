"""A file of attendance: who was there, with which sujet, under which suspicion (NUM-03, DIS-01)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, Final

from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Correction, Epreuve, Sujet
from santorin.copies.regles.emargement import numerisees
from santorin.editions.tableaux import Anomalie, Colonne, Ligne, Tableau, TableauRefuse, cellules
from santorin.preparation.regles.copies import lire_emargement
from santorin.preparation.regles.dossiers import Cle

MOTIF_AU_PLUS: Final = 1000  # characters
LIGNES_EN_TROP: Final = 1000  # read all the same, so that each is told as unknown or repeated
COLONNES: Final = (
    Colonne("numero_candidat", ("N° candidat", "Numéro candidat", "numero")),
    Colonne("inscription", ("N° inscription", "numero_inscription")),
    Colonne("emargement", ("Émargement",), obligatoire=False),
    Colonne("sujet", ("Code du sujet",), obligatoire=False),
    Colonne("presomption", ("Motif de la présomption", "fraude"), obligatoire=False),
)


@dataclass(frozen=True, slots=True)
class EmargementLu:
    """A line well read; what is empty changes nothing. `presomption` is the reason of a suspicion of fraud."""

    ligne: int
    cle: Cle
    emargement: Emargement | None = None
    sujet: str = ""
    presomption: str = ""


@dataclass(frozen=True, slots=True)
class EmargementJuge:
    """A line whose candidate sits the épreuve, and whose sujet is one of its own."""

    composition: Composition
    emargement: Emargement | None
    sujet: Sujet | None
    presomption: str


def lire_fichier(epreuve: Epreuve, fichier: BinaryIO) -> tuple[list[EmargementLu], list[Anomalie]]:
    """NUM-03: the lines of a CSV file, and all that is wrong in it; no more lines are read than there are candidates."""
    lus: list[EmargementLu] = []
    anomalies: list[Anomalie] = []
    candidats = epreuve.compositions.count()
    try:
        for rang, ligne in enumerate(Tableau(fichier, COLONNES), start=1):
            if rang > candidats + LIGNES_EN_TROP:
                raison = f"le fichier a plus de lignes que l’épreuve n’a de candidats ({candidats})"
                return [], [Anomalie(ligne.ligne if isinstance(ligne, Anomalie) else ligne.numero, raison)]
            lu = (ligne,) if isinstance(ligne, Anomalie) else _lire(ligne)
            if isinstance(lu, tuple):
                anomalies += lu
            else:
                lus.append(lu)
    except TableauRefuse as refus:
        anomalies.append(refus.anomalie)
    return lus, anomalies


def juger(
    epreuve: Epreuve, lus: Sequence[EmargementLu], *, confirme: bool
) -> tuple[list[EmargementJuge], list[Anomalie]]:
    """NUM-03, DIS-01: the lines against the épreuve; every fault by line and column, in a constant number of queries."""
    juges = _Juges.de(epreuve, lus, confirme=confirme)
    bons: list[EmargementJuge] = []
    anomalies: list[Anomalie] = []
    for lu in lus:
        fautes = list(juges.fautes(lu))
        anomalies += fautes
        if not fautes:
            sujet = juges.sujets.get(lu.sujet)
            bons.append(EmargementJuge(juges.compositions[lu.cle], lu.emargement, sujet, lu.presomption))
    return bons, anomalies


def obstacle_sujet(composition: Composition, sujet: Sujet | None, lots: Mapping[int, int]) -> str | None:
    """DIS-01: why the candidate cannot be given this sujet, or None. `lots`: sujets (primary keys) of lots, by sitting."""
    if composition.pk in lots and (sujet is None or sujet.pk != lots[composition.pk]):
        return f"la copie de {composition.candidat} est déjà dans un lot d’un autre sujet"
    return None


def sujets_des_lots(epreuve: Epreuve) -> dict[int, int]:
    """DIS-01: of the sittings whose copy is in a lot, the sujet of that lot (primary keys)."""
    corrections = Correction.objects.filter(lot__epreuve=epreuve).order_by()
    return dict(corrections.values_list("copie__composition", "lot__sujet"))


@dataclass(slots=True)
class _Juges:
    """What the lines are judged against."""

    compositions: Mapping[Cle, Composition]
    sujets: Mapping[str, Sujet]
    lots: Mapping[int, int]
    numerisees: frozenset[int]
    lignes: dict[Cle, int]

    @classmethod
    def de(cls, epreuve: Epreuve, lus: Sequence[EmargementLu], *, confirme: bool) -> "_Juges":
        compositions = Composition.objects.filter(
            epreuve=epreuve, candidat__numero__in=[lu.cle[0] for lu in lus]
        )
        par_cle = {
            (c.candidat.numero, c.candidat.inscription): c for c in compositions.select_related("candidat")
        }
        scannees = [] if confirme else numerisees(compositions).values_list("pk", flat=True)
        sujets = {sujet.code: sujet for sujet in epreuve.sujets.all()}
        return cls(par_cle, sujets, sujets_des_lots(epreuve), frozenset(scannees), {})

    def fautes(self, lu: EmargementLu) -> Iterator[Anomalie]:
        composition = self.compositions.get(lu.cle)
        numero = f"{lu.cle[0]} - {lu.cle[1]}"
        if composition is None:
            yield Anomalie(lu.ligne, "ce candidat n’est pas inscrit à l’épreuve", "numero_candidat", numero)
            return
        if (premiere := self.lignes.setdefault(lu.cle, lu.ligne)) != lu.ligne:
            yield Anomalie(lu.ligne, f"ce candidat est déjà à la ligne {premiere}", "numero_candidat", numero)
        if lu.emargement == Emargement.ABSENT and composition.pk in self.numerisees:
            raison = "une copie est numérisée\u00a0: confirmez pour déclarer absent malgré elle"
            yield Anomalie(lu.ligne, raison, "emargement", lu.emargement.label)
        if lu.sujet and lu.sujet not in self.sujets:
            yield Anomalie(lu.ligne, "l’épreuve n’a pas ce sujet", "sujet", lu.sujet)
        elif lu.sujet and (raison_ := obstacle_sujet(composition, self.sujets[lu.sujet], self.lots)):
            yield Anomalie(lu.ligne, raison_, "sujet", lu.sujet)


def _lire(ligne: Ligne) -> EmargementLu | tuple[Anomalie, ...]:
    valeurs: dict[str, Any] = {}
    anomalies = []
    for colonne, cellule in ligne.cellules.items():
        try:
            valeurs[colonne] = _LECTEURS[colonne](cellule)
        except ValueError as erreur:
            anomalies.append(Anomalie(ligne.numero, str(erreur), colonne, cellule))
    if anomalies:
        return tuple(anomalies)
    cle = (valeurs.pop("numero_candidat"), valeurs.pop("inscription"))
    return EmargementLu(ligne.numero, cle, **valeurs)


def _motif(cellule: str) -> str:
    if len(cellule) > MOTIF_AU_PLUS:
        raise ValueError(f"plus de {MOTIF_AU_PLUS} caractères")
    return "" if cellule == "-" else cellule


_LECTEURS: Final[Mapping[str, Callable[[str], Any]]] = {
    "numero_candidat": cellules.numero_candidat,
    "inscription": cellules.inscription,
    "emargement": lire_emargement,
    "sujet": partial(cellules.code_facultatif, au_plus=20),
    "presomption": _motif,
}
