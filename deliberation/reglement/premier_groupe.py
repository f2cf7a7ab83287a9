"""The first group: marks, mean, admission (DEL-12)."""

from collections.abc import Sequence
from fractions import Fraction

from deliberation.reglement import meilleures
from deliberation.reglement.acces import acces
from deliberation.reglement.bilan import Bilan, Suite
from deliberation.reglement.decision import Issue, NoteManquante
from deliberation.reglement.dossier import Dossier, exact
from deliberation.reglement.empechements import empechement
from deliberation.reglement.fiche import Cle, Entree, Etape, decimal
from deliberation.reglement.modele import Base, Reglement
from deliberation.reglement.notes import NoteRetenue, etape_notes, manquantes, retenir
from deliberation.reglement.totaux import (
    Total,
    afficher,
    entrees_des_notes,
    entrees_du_jury,
    etape_total,
    retenue,
    totaliser,
)

MOYENNE_DU_PREMIER_GROUPE = "Moyenne du premier groupe"
MOYENNE_GENERALE = "Moyenne générale"


def calculer(reglement: Reglement, dossier: Dossier) -> Bilan:
    """The first group of that dossier, with its steps."""
    saisies = retenir(reglement, dossier)
    debut = etape_notes(reglement, saisies)
    if absentes := manquantes(saisies):
        attente = etape_attente(absentes)
        return Bilan(Issue.EN_ATTENTE, saisies, manquantes=absentes, etapes=(debut, attente))
    remplacement = meilleures.appliquer(reglement.meilleures_notes, saisies)
    jury = entrees_du_jury(exact(dossier.points_jury), "premier groupe")
    entrees = (*entrees_des_notes(reglement, remplacement.notes), *jury)
    total = totaliser(reglement, entrees)
    etape = etape_total(
        reglement, total, entrees, cle=Cle.MOYENNE, titre=_titre(reglement), source=reglement.sources.moyenne
    )
    suite = _suite(reglement, remplacement.notes, total)
    return Bilan(
        suite.issue,
        remplacement.notes,
        total,
        suite.professionnelle,
        etapes=(debut, *remplacement.etapes, etape, *suite.etapes),
    )


def etape_attente(absentes: Sequence[NoteManquante]) -> Etape:
    """The step that lists the missing marks: nothing is decided without them (DEL-01)."""
    nombre = "1 note manquante" if len(absentes) == 1 else f"{len(absentes)} notes manquantes"
    entrees = tuple(Entree(absente.libelle, "note manquante") for absente in absentes)
    texte = "Aucune décision n'est proposée tant que ces notes manquent."
    return Etape(Cle.MANQUANTES, "Notes manquantes", texte, nombre, "Contrôle des notes manquantes", entrees)


def _titre(reglement: Reglement) -> str:
    if reglement.base is Base.TOTAL:
        return "Total des points"
    return MOYENNE_DU_PREMIER_GROUPE if reglement.second_groupe else MOYENNE_GENERALE


def _suite(reglement: Reglement, notes: Sequence[NoteRetenue], total: Total) -> Suite:
    avant = empechement(reglement, notes)
    if avant is not None:
        return avant
    if total.valeur is None:
        return Suite(Issue.EN_ATTENTE)
    valeur = retenue(reglement, total.valeur)
    admission = etape_admission(reglement, total, valeur)
    if valeur >= reglement.admission:
        return Suite(Issue.ADMIS, (admission,))
    if reglement.second_groupe is None:
        return Suite(Issue.AJOURNE, (admission,))
    suite = acces(reglement, reglement.second_groupe, notes, valeur)
    return Suite(suite.issue, (admission, *suite.etapes), suite.professionnelle)


def etape_admission(reglement: Reglement, total: Total, valeur: Fraction) -> Etape:
    """The mean or the total against the threshold of admission."""
    atteint = valeur >= reglement.admission
    quoi = "Total" if total.coefficients is None else "Moyenne"
    seuil = decimal(reglement.admission)
    return Etape(
        Cle.ADMISSION,
        "Seuil d'admission",
        f"{quoi} : {decimal(valeur)} {'≥' if atteint else '<'} {seuil}.",
        "seuil d'admission atteint" if atteint else "seuil d'admission non atteint",
        reglement.sources.admission,
        (Entree(quoi, afficher(reglement, total), valeur), Entree("Seuil", seuil, reglement.admission)),
        valeur,
    )
