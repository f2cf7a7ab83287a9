"""Where the strokes of a plot are, in whole units of its drawing; the same figures are in a table (HAR-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Generic, TypeVar

from harmonisation.lectures.statistiques_ecarts import LigneEcart
from harmonisation.lectures.statistiques_resumes import Resume
from santorin.referentiel.valeur import Valeur

RANG, ENTETE = 30, 40  # height of one row, and of what is above the first
GAUCHE, DROITE = 250, 780  # from where to where values go, beside names
NOM_AU_PLUS = 26  # characters
GRADUATIONS = 4
BAS, HAUT, BORD_GAUCHE, BORD_DROIT = 270, 30, 20, 780  # the frame of a histogram
DEMI_POINT = 2  # how many make a point

RangT = TypeVar("RangT")


@dataclass(frozen=True, slots=True)
class Graduation:
    """A mark on an axis: where, and what it says."""

    place: int
    texte: str


@dataclass(frozen=True, slots=True)
class Barre:
    """One bar, and the figure above it."""

    x: int
    y: int
    largeur: int
    hauteur: int
    nombre: int

    @property
    def milieu(self) -> int:
        """Where its figure is centred."""
        return self.x + self.largeur // 2

    @property
    def sommet(self) -> int:
        """Where its figure stands."""
        return self.y - 6


@dataclass(frozen=True, slots=True)
class Histogramme:
    """Bars side by side; `moyenne` and `mediane` are places."""

    barres: Sequence[Barre]
    graduations: Sequence[Graduation]
    moyenne: int
    mediane: int


@dataclass(frozen=True, slots=True)
class Boite:
    """One row: whiskers from the least to the greatest, box from quartile to quartile, median, mean."""

    nom: str
    y: int
    minimum: int
    q1: int
    mediane: int
    q3: int
    maximum: int
    moyenne: int

    @property
    def haut(self) -> int:
        """Top of the box."""
        return self.y - 8

    @property
    def bas(self) -> int:
        """Bottom of the box."""
        return self.y + 8

    @property
    def largeur(self) -> int:
        """Width of the box; a stroke when the quartiles are one."""
        return max(self.q3 - self.q1, 1)


@dataclass(frozen=True, slots=True)
class Intervalle:
    """One row: a difference and its interval."""

    nom: str
    y: int
    bas: int
    haut: int
    valeur: int
    signale: bool


@dataclass(frozen=True, slots=True)
class Trace(Generic[RangT]):
    """Rows under an axis; `repere` is the place of what they are compared with."""

    rangs: Sequence[RangT]
    graduations: Sequence[Graduation]
    repere: int | None

    @property
    def pied(self) -> int:
        """Where the axis' strokes end."""
        return ENTETE + RANG * len(self.rangs)

    @property
    def hauteur(self) -> int:
        """Height of the drawing."""
        return self.pied + 10


@dataclass(frozen=True, slots=True)
class Echelle:
    """From values between `de` and `a` to places between `gauche` and `droite`."""

    de: float
    a: float
    gauche: int
    droite: int

    def __call__(self, valeur: float) -> int:
        return round(self.gauche + (valeur - self.de) * (self.droite - self.gauche) / (self.a - self.de))


def histogramme(nombres: Sequence[int], resume: Resume, *, sur: int) -> Histogramme:
    """HAR-02: the distribution of marks from 0 to `sur`."""
    place = Echelle(0, sur, BORD_GAUCHE, BORD_DROIT)
    plus_haut = max(nombres, default=0) or 1
    barres = []
    for rang, nombre in enumerate(nombres):
        x, suivant = (place(sur * bord / len(nombres)) for bord in (rang, rang + 1))
        hauteur = ceil((BAS - HAUT) * nombre / plus_haut)
        barres.append(Barre(x + 1, BAS - hauteur, suivant - x - 2, hauteur, nombre))
    return Histogramme(
        barres, _graduer(0, sur, len(nombres) // 2, place), place(resume.moyenne), place(resume.mediane)
    )


def boites(lignes: Sequence[tuple[str, Resume]], *, sur: int, moyenne: float | None) -> Trace[Boite]:
    """HAR-02: box plots, the lowest median first; `moyenne` is that of all, if it is on this scale."""
    place = Echelle(0, sur, GAUCHE, DROITE)
    triees = sorted(lignes, key=lambda ligne: (ligne[1].mediane, ligne[1].moyenne))
    rangs = [
        Boite(
            _abreger(nom), ENTETE + RANG * rang + RANG // 2,
            *(place(v) for v in (r.minimum, r.q1, r.mediane, r.q3, r.maximum, r.moyenne)),
        )
        for rang, (nom, r) in enumerate(triees)
    ]  # fmt: skip
    return Trace(rangs, _graduer(0, sur, GRADUATIONS, place), None if moyenne is None else place(moyenne))


def intervalles(lignes: Sequence[LigneEcart]) -> Trace[Intervalle]:
    """HAR-02: differences from expectation with their intervals, in the order given; the axis is symmetrical."""
    extreme = max((max(-ligne.bas, ligne.haut) for ligne in lignes), default=0)
    borne = max(ceil(extreme * DEMI_POINT) / DEMI_POINT, 1 / DEMI_POINT)
    place = Echelle(-borne, borne, GAUCHE, DROITE)
    rangs = [
        Intervalle(
            _abreger(str(ligne.correcteur)), ENTETE + RANG * rang + RANG // 2,
            place(ligne.bas), place(ligne.haut), place(ligne.difference), ligne.ecart.signale,
        )
        for rang, ligne in enumerate(lignes)
    ]  # fmt: skip
    return Trace(rangs, _graduer(-borne, borne, GRADUATIONS, place), place(0))


def _graduer(de: float, a: float, nombre: int, place: Echelle) -> list[Graduation]:
    valeurs = [de + (a - de) * rang / nombre for rang in range(nombre + 1)]
    return [Graduation(place(valeur), ecrire(valeur)) for valeur in valeurs]


def ecrire(valeur: float) -> str:
    """A figure with two decimals at most, as French has it, its minus sign a true one."""
    texte = str(Valeur(nombre=round(Decimal(repr(abs(valeur))), 2)))
    return f"\u2212{texte}" if valeur < 0 and texte != "0" else texte


def _abreger(nom: str) -> str:
    return nom if len(nom) <= NOM_AU_PLUS else f"{nom[: NOM_AU_PLUS - 1].rstrip()}…"
