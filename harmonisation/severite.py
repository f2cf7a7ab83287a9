"""How far a marker's mean departs from what chance allows (HAR-02): pure statistics, no person judged.

Lots are drawn at random, sujet by sujet, so without any difference between markers the mean of a marker's copies is the
mean of the draw, up to a known error. The most distant marker is looked for first, against the others; if chance
hardly explains the distance, that marker is set aside and the search goes on among the others: one severe marker does
not make the others look lenient. Testing as many markers as there are is corrected for at each step, so that an épreuve
where nobody differs has at most `TAUX_ANNONCE` chances of a single flag.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

# What is announced, and what is asked of the figures: the room is for rounded, bounded marks.
TAUX_ANNONCE, SEUIL = 0.05, 0.03
EFFECTIF_MINIMAL = 20
CONFIANCE = 0.95
_NORMALE = NormalDist()
QUANTILE = _NORMALE.inv_cdf((1 + CONFIANCE) / 2)


@dataclass(frozen=True, slots=True)
class Groupe:
    """The marked copies of one marker in one draw of lots: how many, sum and sum of squares of their marks."""

    correcteur: int
    tirage: int
    effectif: int
    somme: float
    carres: float


@dataclass(frozen=True, slots=True)
class Ecart:
    """One marker against expectation, in points: `attendue` is the mean that its lots would have anywhere else.

    `ecart` is the raw difference with its 95 % interval, `retenu` the same drawn back towards zero by as much as it is
    uncertain; `signale` when chance hardly explains it; `suffisant` false below `EFFECTIF_MINIMAL` copies.
    """

    correcteur: int
    effectif: int
    moyenne: float
    attendue: float
    ecart: float
    bas: float
    haut: float
    retenu: float
    suffisant: bool
    signale: bool


@dataclass(frozen=True, slots=True)
class _Mesure:
    """A marker against the reference: difference and its standard error, in points."""

    correcteur: int
    effectif: int
    moyenne: float
    attendue: float
    erreur: float

    @property
    def ecart(self) -> float:
        return self.moyenne - self.attendue

    @property
    def distance(self) -> float:
        return abs(self.ecart) / self.erreur if self.erreur else 0.0


def ecarts(groupes: Sequence[Groupe]) -> list[Ecart]:
    """HAR-02: every marker's difference, the most distant first. Nothing is said where one marker is alone."""
    variances = _variances(groupes)
    signales = _signales(groupes, variances)
    reference = [groupe for groupe in groupes if groupe.correcteur not in signales]
    mesures = _mesures(groupes, reference, variances)
    dispersion = _dispersion([m for m in mesures if m.correcteur not in signales])
    trouves = [_ecart(mesure, dispersion, signale=mesure.correcteur in signales) for mesure in mesures]
    return sorted(trouves, key=lambda ecart: -abs(ecart.ecart))


def _ecart(mesure: _Mesure, dispersion: float, *, signale: bool) -> Ecart:
    """The interval, and the shrunk estimate: what is known weighs by what is uncertain."""
    total = dispersion + mesure.erreur**2
    # A flagged marker is outside the ordinary dispersion: its own distance says how far it is drawn back.
    part = 1 - 1 / max(mesure.distance**2, 1) if signale else dispersion / total if total else 0.0
    marge = QUANTILE * mesure.erreur
    return Ecart(
        correcteur=mesure.correcteur,
        effectif=mesure.effectif,
        moyenne=mesure.moyenne,
        attendue=mesure.attendue,
        ecart=mesure.ecart,
        bas=mesure.ecart - marge,
        haut=mesure.ecart + marge,
        retenu=part * mesure.ecart,
        suffisant=mesure.effectif >= EFFECTIF_MINIMAL,
        signale=signale,
    )


def _signales(groupes: Sequence[Groupe], variances: Mapping[int, float]) -> set[int]:
    """The markers whose distance chance hardly explains, found one by one."""
    signales: set[int] = set()
    while True:
        restants = [groupe for groupe in groupes if groupe.correcteur not in signales]
        candidats = [m for m in _mesures(restants, restants, variances) if m.effectif >= EFFECTIF_MINIMAL]
        if len(candidats) < 2:  # noqa: PLR2004
            return signales
        pire = max(candidats, key=lambda mesure: mesure.distance)
        probabilite = 2 * (1 - _NORMALE.cdf(pire.distance))
        if probabilite * len(candidats) > SEUIL:
            return signales
        signales.add(pire.correcteur)


def _mesures(
    groupes: Sequence[Groupe], reference: Sequence[Groupe], variances: Mapping[int, float]
) -> list[_Mesure]:
    """Each marker of `groupes` against the other markers of `reference`, draw by draw."""
    totaux: dict[int, tuple[int, float]] = {}
    miens: dict[tuple[int, int], tuple[int, float]] = {}
    for groupe in reference:
        effectif, somme = totaux.get(groupe.tirage, (0, 0.0))
        totaux[groupe.tirage] = (effectif + groupe.effectif, somme + groupe.somme)
        miens[groupe.correcteur, groupe.tirage] = (groupe.effectif, groupe.somme)
    par_correcteur: dict[int, list[Groupe]] = {}
    for groupe in groupes:
        par_correcteur.setdefault(groupe.correcteur, []).append(groupe)
    mesures = (
        _mesure(correcteur, siens, totaux, miens, variances) for correcteur, siens in par_correcteur.items()
    )
    return [mesure for mesure in mesures if mesure]


def _mesure(
    correcteur: int,
    siens: Sequence[Groupe],
    totaux: Mapping[int, tuple[int, float]],
    miens: Mapping[tuple[int, int], tuple[int, float]],
    variances: Mapping[int, float],
) -> _Mesure | None:
    """One marker against the others; None where nobody else marked its draws."""
    effectif, somme, attendue, variance = 0, 0.0, 0.0, 0.0
    for groupe in siens:
        total, somme_totale = totaux.get(groupe.tirage, (0, 0.0))
        mien, ma_somme = miens.get((correcteur, groupe.tirage), (0, 0.0))
        autres = total - mien
        if not autres:
            continue
        effectif += groupe.effectif
        somme += groupe.somme
        attendue += groupe.effectif * (somme_totale - ma_somme) / autres
        variance += variances[groupe.tirage] * (groupe.effectif + groupe.effectif**2 / autres)
    if not effectif:
        return None
    return _Mesure(correcteur, effectif, somme / effectif, attendue / effectif, sqrt(variance) / effectif)


def _variances(groupes: Sequence[Groupe]) -> dict[int, float]:
    """The variance of marks within markers, by draw: a severe marker does not widen it."""
    sommes: dict[int, tuple[float, int]] = {}
    for groupe in groupes:
        carres, libertes = sommes.get(groupe.tirage, (0.0, 0))
        interne = groupe.carres - groupe.somme**2 / groupe.effectif
        sommes[groupe.tirage] = (carres + max(interne, 0.0), libertes + groupe.effectif - 1)
    return {tirage: carres / max(libertes, 1) for tirage, (carres, libertes) in sommes.items()}


def _dispersion(mesures: Sequence[_Mesure]) -> float:
    """The variance between ordinary markers beyond chance, in points squared; zero when chance explains all."""
    poids = [1 / m.erreur**2 for m in mesures if m.erreur]
    if len(poids) < 2:  # noqa: PLR2004
        return 0.0
    heterogeneite = sum(m.distance**2 for m in mesures if m.erreur)
    echelle = sum(poids) - sum(p**2 for p in poids) / sum(poids)
    return max(0.0, (heterogeneite - (len(poids) - 1)) / echelle)
