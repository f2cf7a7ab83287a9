"""What a rule does to a mark, and when it may be applied (HAR-13)."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from harmonisation.models import Operation, Portee, RegleDeMasse
from santorin.copies.etats import EtatLot
from santorin.copies.models import Epreuve
from santorin.referentiel.valeur import Valeur

CENTIEME = Decimal("0.01")
NOMBRES = ("coefficient", "constante", "minimum", "maximum", "ecart_maximal", "pas")
CHAMPS = (
    "portee",
    "sujet_id",
    "question_id",
    "correcteur_id",
    "lot_id",
    "operation",
    *NOMBRES,
    "avec_unitaires",
    "avec_ajustees",
    "motif",
)


def nouvelle_note(regle: RegleDeMasse, note: Decimal, *, sur: Decimal) -> Decimal:
    """HAR-13: what the rule makes of a mark out of `sur`: its operation, its limits, then its step (half going up).

    A mark never moves by more than `ecart_maximal`, leaves the scale, or moves against the operation; one that the
    operation leaves where it is is not rounded.
    """
    bas, haut = max(note - regle.ecart_maximal, Decimal(0)), min(note + regle.ecart_maximal, sur)
    cible = min(max(_operer(regle, note), regle.minimum), regle.maximum)
    cible = min(max(cible, bas), haut)
    if cible == note:
        return note
    arrondie = _au_pas(cible, regle.pas, ROUND_HALF_UP)
    if arrondie > haut:
        arrondie = _au_pas(haut, regle.pas, ROUND_FLOOR)
    elif arrondie < bas:
        arrondie = _au_pas(bas, regle.pas, ROUND_CEILING)
    if not bas <= arrondie <= haut or (arrondie > note) != (cible > note):
        return note
    return arrondie


def note_par_question(
    regle: RegleDeMasse,
    note: Decimal,
    *,
    corrections: Sequence[tuple[Decimal | None, Decimal | None]],
    sur: Decimal,
    note_sur: Decimal,
) -> Decimal:
    """HAR-13: the mark of a copy when the rule is for one question out of `sur`.

    `corrections`: the points that each marking gave it and what a point is worth on the épreuve's scale, or nothing. A
    copy marked twice changes by the mean of what the rule does to both markings, as its mark is their mean (COR-05).
    """
    ecarts = [
        (nouvelle_note(regle, points, sur=sur) - points) * poids
        for points, poids in corrections
        if points is not None and poids is not None
    ]
    ecart = sum(ecarts, Decimal(0)) / len(corrections)
    return min(max(note + ecart.quantize(CENTIEME, ROUND_HALF_UP), Decimal(0)), note_sur)


def obstacle_regle(regle: RegleDeMasse) -> str | None:
    """HAR-13: why this rule cannot be applied, or None; read with its épreuve's paramétrage and what it is for."""
    if regle.lot is not None and regle.lot.etat != EtatLot.VERROUILLE:
        return f"Le lot {regle.lot.numero} n’est pas verrouillé\u00a0: ses copies ne peuvent pas être harmonisées."
    if regle.maximum > note_maximale(regle):
        return f"La note maximale dépasse {Valeur(nombre=note_maximale(regle))}."
    return _obstacle_effet(regle)


def pour_la_tache(regle: RegleDeMasse) -> dict[str, object]:
    """The rule as a job and the journal carry it."""
    champs = {champ: getattr(regle, champ) for champ in CHAMPS}
    return {champ: str(valeur) if champ in NOMBRES else valeur for champ, valeur in champs.items()}


def depuis_la_tache(champs: Mapping[str, object], epreuve: Epreuve) -> RegleDeMasse:
    """The rule that `pour_la_tache` wrote, not saved."""
    nombres = {champ: Decimal(str(champs[champ])) for champ in NOMBRES}
    return RegleDeMasse(epreuve=epreuve, **{champ: champs[champ] for champ in CHAMPS} | nombres)


def note_maximale(regle: RegleDeMasse) -> Decimal:
    """The scale that the rule works on: the question's points, or the épreuve's."""
    if regle.portee == Portee.QUESTION and regle.question is not None:
        return regle.question.points
    return Decimal(regle.epreuve.note_sur)


def obstacle_changement(*, attendu: str, constate: str) -> str | None:
    """HAR-13: why what was previewed (`attendu`) is not what would be done now (`constate`), or None."""
    if attendu == constate:
        return None
    return (
        "Des notes ou des lots ont changé depuis l’aperçu\u00a0: rien n’a été modifié. "
        "Relisez l’aperçu, puis appliquez la règle de nouveau."
    )


def obstacle_annulation(regle: RegleDeMasse, *, restantes: int) -> str | None:
    """HAR-13: why the rule cannot be taken back, or None; `restantes`: the marks that it still changes."""
    if not restantes:
        return f"La {str(regle).lower()} ne change plus aucune note."
    return None


def _obstacle_effet(regle: RegleDeMasse) -> str | None:
    sans_effet: Mapping[str, bool] = {
        Operation.AJOUTER: regle.constante == 0,
        Operation.MULTIPLIER: regle.coefficient == 1,
        Operation.LINEAIRE: regle.coefficient == 1 and regle.constante == 0,
    }
    if sans_effet.get(regle.operation):
        return "Cette règle ne change aucune note."
    return None


def _operer(regle: RegleDeMasse, note: Decimal) -> Decimal:
    match Operation(regle.operation):
        case Operation.AJOUTER:
            return note + regle.constante
        case Operation.MULTIPLIER:
            return note * regle.coefficient
        case Operation.LINEAIRE:
            return note * regle.coefficient + regle.constante
        case Operation.PLAFONNER:
            return min(note, regle.constante)
        case Operation.PLANCHER:
            return max(note, regle.constante)


def _au_pas(note: Decimal, pas: Decimal, arrondi: str) -> Decimal:
    return (note / pas).quantize(Decimal(1), arrondi) * pas
