"""What the screens, files and API of the statistics show (HAR-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from harmonisation.lectures.statistiques_noms import Nom
from harmonisation.lectures.statistiques_resumes import CENT, Resume
from harmonisation.regles.statistiques import GEOGRAPHIQUES, Notes, Tranche, Ventilation
from santorin.copies.models import Epreuve
from santorin.referentiel.accords import en_chiffres
from santorin.transmission.etats import Retenue

PAR_PAGE: Final = 50

LigneT = TypeVar("LigneT")


@dataclass(frozen=True, slots=True)
class Comptes:
    """The candidates of the épreuve, or of one group of them."""

    candidats: int = 0
    absents: int = 0

    @property
    def part_absents(self) -> float | None:
        """In percent of the candidates."""
        return self.absents * 100 / self.candidats if self.candidats else None


@dataclass(frozen=True, slots=True)
class TrancheComptee:
    """An interval of marks, on the scale shown, how many marks are in it, and what share up to it, in percent."""

    tranche: Tranche
    nombre: int
    part: float
    cumul: float


@dataclass(frozen=True, slots=True)
class Ensemble:
    """The whole épreuve; `resume` is None as long as no mark counts. Marks are out of `sur`."""

    epreuve: Epreuve
    sur: int
    comptes: Comptes
    resume: Resume | None
    repartition: Sequence[TrancheComptee]
    hors_compte: Sequence[tuple[Retenue, int]]

    @property
    def sur_texte(self) -> str:
        """The scale, in words."""
        return f"sur {self.sur}"

    @property
    def non_comptees(self) -> int:
        """Candidates, absents apart, who have no settled mark."""
        return sum(nombre for _, nombre in self.hors_compte)


@dataclass(frozen=True, slots=True)
class Ligne:
    """One group: its figures, or None where they are kept back (`masquee`) or there are none."""

    nom: Nom
    effectif: int
    resume: Resume | None
    masquee: bool
    comptes: Comptes | None
    repartition: Sequence[int] = ()

    @property
    def points_moyens(self) -> float | None:
        """A question's mean in points; None for anything else."""
        if self.resume is None or self.nom.points is None:
            return None
        return self.resume.moyenne * float(self.nom.points) / CENT


@dataclass(frozen=True, slots=True)
class Feuillet(Generic[LigneT]):
    """A page of a list: the rows from the place `debut` on, of `nombre` in all."""

    lignes: Sequence[LigneT]
    nombre: int
    debut: int = 0

    @property
    def fin(self) -> int:
        """How many rows there are up to the last one shown."""
        return self.debut + len(self.lignes)

    @property
    def precedent(self) -> int | None:
        """The cursor of the page before."""
        return self.debut or None

    @property
    def suivant(self) -> int | None:
        """The cursor of the page after."""
        return self.fin if self.fin < self.nombre else None

    @property
    def resume(self) -> str:
        """« Lignes 1 à 50 sur 4 648 »."""
        return f"Lignes {self.debut + 1} à {self.fin} sur {en_chiffres(self.nombre)}"


@dataclass(frozen=True, slots=True)
class Tableau:
    """One breakdown: its rows, or those of a page; `moyenne` is that of all rows, None for questions.

    Marks are out of `sur`: in percent for questions.
    """

    epreuve: Epreuve
    ventilation: Ventilation
    notes: Notes
    sur: int
    lignes: Sequence[Ligne]
    tranches: Sequence[Tranche]
    moyenne: float | None
    ordre: str

    @property
    def est_geographique(self) -> bool:
        """Whether absences are known by group."""
        return self.ventilation in GEOGRAPHIQUES

    @property
    def en_pourcentage(self) -> bool:
        """Whether marks are in percent of the points of a question."""
        return self.ventilation == Ventilation.QUESTIONS

    @property
    def masquees(self) -> int:
        """Rows of this page whose figures are kept back."""
        return sum(ligne.masquee for ligne in self.lignes)


def feuilleter(
    lignes: Sequence[LigneT], *, apres: int | None = None, avant: int | None = None
) -> Feuillet[LigneT]:
    """The rows after a place, or before one; the first ones without either."""
    debut = apres if apres is not None else max((avant or 0) - PAR_PAGE, 0)
    return Feuillet(lignes[debut : debut + PAR_PAGE], len(lignes), min(debut, len(lignes)))
