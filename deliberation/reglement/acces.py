"""Who may sit the second group: the mean, and the professional condition (DEL-12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from deliberation.reglement.bilan import Suite
from deliberation.reglement.decision import Issue
from deliberation.reglement.fiche import Cle, Entree, Etape, decimal
from deliberation.reglement.modele import ConditionProfessionnelle, Reglement, SecondGroupe
from deliberation.reglement.notes import NoteRetenue
from deliberation.reglement.totaux import entrees_des_notes, etape_total, retenue, totaliser


@dataclass(frozen=True, slots=True)
class _Condition:
    ouvre: bool
    entree: Entree
    etape: Etape
    moyenne: Fraction | None


def acces(
    reglement: Reglement, second: SecondGroupe, notes: Sequence[NoteRetenue], moyenne: Fraction
) -> Suite:
    """Below the threshold of admission: AUTORISE when every condition is met, else AJOURNE."""
    suffisante = moyenne >= second.minimum
    entree = Entree("Moyenne du premier groupe", _comparaison(moyenne, second.minimum), moyenne)
    if second.condition is None:
        return Suite(_issue(ouvert=suffisante), (_etape(second, (entree,), ouvert=suffisante),))
    condition = _condition(reglement, second.condition, notes)
    ouvert = suffisante and condition.ouvre
    etape = _etape(second, (entree, condition.entree), ouvert=ouvert)
    return Suite(_issue(ouvert=ouvert), (condition.etape, etape), condition.moyenne)


def _comparaison(valeur: Fraction, seuil: Fraction) -> str:
    return f"{decimal(valeur)} {'≥' if valeur >= seuil else '<'} {decimal(seuil)}"


def _issue(*, ouvert: bool) -> Issue:
    return Issue.AUTORISE if ouvert else Issue.AJOURNE


def _condition(
    reglement: Reglement, condition: ConditionProfessionnelle, notes: Sequence[NoteRetenue]
) -> _Condition:
    libelle = f"Moyenne : {condition.assiette.value}"
    entrees = entrees_des_notes(
        reglement, [note for note in notes if condition.assiette.retient(note.epreuve)]
    )
    total = totaliser(reglement, entrees)
    etape = etape_total(
        reglement, total, entrees, cle=Cle.PROFESSIONNELLE, titre=libelle, source=condition.source
    )
    if total.valeur is None:
        texte = "dispense de toutes ces épreuves"
        return _Condition(condition.dispense_totale_ouvre, Entree(libelle, texte), etape, None)
    valeur = retenue(reglement, total.valeur)
    entree = Entree(libelle, _comparaison(valeur, condition.minimum), valeur)
    return _Condition(valeur >= condition.minimum, entree, etape, total.valeur)


def _etape(second: SecondGroupe, entrees: tuple[Entree, ...], *, ouvert: bool) -> Etape:
    return Etape(
        Cle.ACCES,
        f"Accès au second groupe ({second.libelle})",
        "Toutes les conditions sont remplies." if ouvert else "Une condition au moins n'est pas remplie.",
        second.autorise if ouvert else "accès non ouvert",
        second.source,
        entrees,
    )
