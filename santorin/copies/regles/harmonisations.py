"""What a coordinateur may change in a copy (HAR-03, HAR-05)."""

from santorin.copies.etats import EtatLot
from santorin.copies.models import Intervention, Lot, TypeLots
from santorin.copies.regles.lots import obstacle_destruction


def obstacle_harmonisation(lot: Lot) -> str | None:
    """HAR-03: why the copies of this lot cannot be harmonised, or None."""
    if lot.etat != EtatLot.VERROUILLE:
        return f"Le lot {lot.numero} n’est pas verrouillé\u00a0: ses copies ne peuvent pas être harmonisées."
    if lot.copies_detruites_le:
        return obstacle_destruction(lot.copies_detruites_le)
    return None


def obstacle_edition(lot: Lot) -> str | None:
    """HAR-05, COR-05: why the copies of this lot cannot be opened to a change, or None; with the paramétrage."""
    if lot.epreuve.parametrage.type_lots == TypeLots.DOUBLE:
        return (
            "Cette copie est corrigée deux fois\u00a0: sa note finale se décide à l’écran des concertations, "
            "les deux corrections restent celles de leurs correcteurs."
        )
    return obstacle_harmonisation(lot)


def obstacle_motif(motif: str) -> str | None:
    """HAR-05: why this is no reason, or None."""
    return None if motif.strip() else "Donnez le motif de la modification."


def obstacle_intervention(intervention: Intervention, derniere: Intervention) -> str | None:
    """HAR-05, HAR-12: why this intervention is over, or None; `derniere`: the last one on the copy, as it is now.

    Another one was opened since, or the copy was marked again: what this one kept is no longer the marker's version.
    """
    if derniere.pk == intervention.pk:
        if derniere.ecartee_le is None:
            return None
        return "Cette copie a été corrigée de nouveau depuis que vous l’avez ouverte\u00a0: rouvrez-la pour continuer."
    qui = derniere.par.get_full_name() or derniere.par.get_username()
    if derniere.par_id == intervention.par_id:
        return "Vous avez rouvert cette copie sous un autre motif\u00a0: rechargez-la pour continuer."
    return f"{qui} a ouvert cette copie à l’harmonisation après vous\u00a0: rouvrez-la pour continuer."


def obstacle_copie_incomplete(*, complete: bool) -> str | None:
    """COR-03, HAR-05: a copy of a locked lot stays wholly marked."""
    if complete:
        return None
    return (
        "La copie ne serait plus entièrement corrigée\u00a0: chaque question garde une note, "
        "et l’appréciation aussi quand elle est obligatoire."
    )
