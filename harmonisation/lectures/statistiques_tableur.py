"""The tables of the statistics as rows for a spreadsheet: a marker appears there by number alone (HAR-02)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from harmonisation.lectures.statistiques_ecarts import Ecarts
from harmonisation.lectures.statistiques_formes import Ensemble, Ligne, Tableau
from harmonisation.lectures.statistiques_resumes import Resume
from santorin.editions.tableur import Cellule

CHIFFRES = ("Copies", "Moyenne", "Écart type", "Minimum", "1er quartile", "Médiane", "3e quartile", "Maximum")
Lignes = Iterator[Sequence[Cellule]]


def lignes_de_l_ensemble(lu: Ensemble) -> Lignes:
    """The distribution of the marks of the épreuve."""
    yield (f"De (sur {lu.sur})", "À", "Copies", "Part (%)", "Part cumulée (%)")
    for ligne in lu.repartition:
        yield (
            arrondi(ligne.tranche.bas),
            arrondi(ligne.tranche.haut),
            ligne.nombre,
            arrondi(ligne.part),
            arrondi(ligne.cumul),
        )


def lignes_du_tableau(lu: Tableau) -> Lignes:
    """A breakdown, whole."""
    unite = "en % des points" if lu.en_pourcentage else f"sur {lu.sur}"
    absences = ("Candidats", "Absents (AB)", "Part des absents (%)") if lu.est_geographique else ()
    points = ("Points de la question", "Moyenne en points") if lu.en_pourcentage else ()
    parts = (f"Notes de {arrondi(t.bas)} à {arrondi(t.haut)}".replace(".", ",") for t in lu.tranches)
    yield (f"{lu.ventilation.label} ({unite})", *CHIFFRES, *points, *absences, *parts)
    for ligne in lu.lignes:
        yield (ligne.nom.reference, *_cellules(ligne, lu))


def lignes_des_ecarts(lus: Ecarts) -> Lignes:
    """Markers against expectation."""
    yield (
        "Correcteur",
        "Copies jugées",
        "Moyenne",
        "Moyenne attendue",
        "Écart",
        "Intervalle à 95\u202f%\u00a0: de",
        "Intervalle à 95\u202f%\u00a0: à",
        "Écart retenu",
        "Conclusion",
    )
    for ligne in lus.lignes:
        figures = (
            ligne.moyenne,
            ligne.attendue,
            ligne.difference,
            ligne.bas,
            ligne.haut,
            ligne.retenu,
        )
        yield (ligne.numero, ligne.effectif, *map(arrondi, figures), ligne.conclusion)


def arrondi(valeur: float | Decimal | None) -> Decimal | None:
    """Two decimals at most."""
    return None if valeur is None else round(Decimal(str(valeur)), 2).normalize() + 0


def _cellules(ligne: Ligne, lu: Tableau) -> Iterator[Cellule]:
    yield ligne.effectif
    yield from _chiffres(ligne.resume)
    if lu.en_pourcentage:
        yield from (ligne.nom.points, arrondi(ligne.points_moyens))
    if lu.est_geographique:
        comptes = ligne.comptes
        yield from (
            (comptes.candidats, comptes.absents, arrondi(comptes.part_absents)) if comptes else (None,) * 3
        )
    yield from ligne.repartition or (None,) * len(lu.tranches)


def _chiffres(resume: Resume | None) -> Sequence[Decimal | None]:
    if resume is None:
        return (None,) * (len(CHIFFRES) - 1)
    return tuple(
        arrondi(valeur)
        for valeur in (
            resume.moyenne,
            resume.ecart_type,
            resume.minimum,
            resume.q1,
            resume.mediane,
            resume.q3,
            resume.maximum,
        )
    )
