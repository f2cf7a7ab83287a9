"""Taking candidates off an épreuve they were registered for by mistake, or have left (PRE-01)."""

from django.db.models import Q

from santorin.copies.etats import Emargement
from santorin.copies.models.candidat import CompositionQuerySet
from santorin.referentiel.accords import CITES, citer


def retenues(compositions: CompositionQuerySet) -> CompositionQuerySet:
    """PRE-01: of these sittings, those about which something is known already: they stay."""
    return compositions.filter(
        Q(copie__isnull=False)
        | Q(note__isnull=False)
        | Q(fraude_presumee=True)
        | Q(signalements_du_candidat__isnull=False)
        | ~Q(emargement=Emargement.NON_EMARGE)
    ).distinct()


def obstacle_desinscription(compositions: CompositionQuerySet) -> str | None:
    """PRE-01: why these candidates cannot be taken off the épreuve, or None."""
    noms = citer(c.candidat for c in retenues(compositions).select_related("candidat")[: CITES + 1])
    if not noms:
        return None
    return (
        f"Émargement, copie, note ou présomption de fraude pour {noms}\u00a0: "
        "seuls se retirent les candidats non émargés dont l’épreuve ne sait rien encore."
    )


def obstacle_motif(motif: str) -> str | None:
    """PRE-01: why this is no reason, or None."""
    return None if motif.strip() else "Donnez le motif du retrait."
