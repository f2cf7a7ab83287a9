"""Points, coefficients, mean; and the step of the fiche that shows them (DEL-12, DEL-13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from deliberation.reglement.fiche import Cle, Entree, Etape, centiemes, decimal, quantite
from deliberation.reglement.modele import Base, Comptage, Reglement
from deliberation.reglement.notes import ZERO, NoteRetenue, Statut


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of points. `coefficients` is None where the total itself is compared with the threshold."""

    points: Fraction
    coefficients: Fraction | None

    @property
    def valeur(self) -> Fraction | None:
        """The mean, or the total; None when nothing enters the mean."""
        if self.coefficients is None:
            return self.points
        return self.points / self.coefficients if self.coefficients else None


def entrees_des_notes(reglement: Reglement, notes: Sequence[NoteRetenue]) -> tuple[Entree, ...]:
    """The inputs of a mean: weighted marks, and what only adds points."""
    return tuple(
        _entree(note, ponderee=reglement.base is Base.MOYENNE)
        for note in notes
        if note.statut is Statut.COMPTEE
    )


def _entree(note: NoteRetenue, *, ponderee: bool) -> Entree:
    if note.epreuve.comptage is not Comptage.COEFFICIENT:
        return Entree(note.epreuve.libelle, quantite(note.points, "point"), note.points)
    if not ponderee:
        return Entree(note.epreuve.libelle, quantite(note.points, "point"), note.points)
    texte = f"{decimal(note.nombre)} × {decimal(note.coefficient)}"
    return Entree(note.epreuve.libelle, texte, note.nombre, note.coefficient)


def entrees_du_jury(points: Fraction, groupe: str) -> tuple[Entree, ...]:
    """The jury's points as an input, when it gave some."""
    return (Entree(f"Points du jury ({groupe})", quantite(points, "point"), points),) if points else ()


def totaliser(reglement: Reglement, entrees: Sequence[Entree]) -> Total:
    """The total of these inputs: what weighs is multiplied, what does not is added."""
    points = sum(
        (entree.valeur * (entree.coefficient if entree.coefficient is not None else 1)
         for entree in entrees if entree.valeur is not None),
        ZERO,
    )  # fmt: skip
    if reglement.base is Base.TOTAL:
        return Total(points, None)
    return Total(
        points, sum((entree.coefficient for entree in entrees if entree.coefficient is not None), ZERO)
    )


def retenue(reglement: Reglement, moyenne: Fraction) -> Fraction:
    """The mean that is compared with the thresholds, rounded if the policy says so."""
    arrondi = reglement.politique.moyenne
    return arrondi.appliquer(moyenne) if arrondi else moyenne


def afficher(reglement: Reglement, total: Total) -> str:
    """« 9,50 » for a mean, « 200 points » for a total."""
    if total.valeur is None:
        return ""
    if total.coefficients is None:
        return quantite(total.points, "point")
    return centiemes(retenue(reglement, total.valeur), reglement.politique.affichage)


def etape_total(
    reglement: Reglement, total: Total, entrees: tuple[Entree, ...], *, cle: Cle, titre: str, source: str
) -> Etape:
    """The step of a mean or of a total."""
    if total.valeur is None:
        texte, resultat = "Aucune note n'entre dans la moyenne.", "moyenne impossible à calculer"
    elif total.coefficients is None:
        texte, resultat = "Somme des points.", quantite(total.points, "point")
    else:
        texte = f"{decimal(total.points)} ÷ {decimal(total.coefficients)} = {decimal(total.valeur)}"
        resultat = f"{afficher(reglement, total)} sur 20"
        if retenue(reglement, total.valeur) != total.valeur:
            texte += f", arrondi à {decimal(retenue(reglement, total.valeur))}"
    return Etape(cle, titre, texte, resultat, source, entrees, total.valeur)
