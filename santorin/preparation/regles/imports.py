"""When a checked file may be imported (PRE-01)."""

from santorin.preparation.bilans import Bilan
from santorin.preparation.models import ImportCandidats
from santorin.referentiel.accords import compter


def bilan_de(depot: ImportCandidats) -> Bilan | None:
    """What the check (then the import) found, or None before its end."""
    return None if depot.bilan is None else Bilan(**depot.bilan)


def obstacle_import(depot: ImportCandidats, *, valides_seulement: bool) -> str | None:
    """PRE-01: why this file cannot be imported, whole or its valid lines only, or None."""
    bilan = bilan_de(depot)
    if bilan is None:
        return "Le contrôle de ce fichier n’est pas terminé."
    if depot.importe_le is not None:
        return "Ce fichier est déjà importé."
    if bilan.illisible:
        return "Le fichier ne peut pas être lu en entier\u00a0: corrigez-le et déposez-le à nouveau."
    if not bilan.valides:
        return "Aucune ligne de ce fichier n’est valide."
    if bilan.refuses and not valides_seulement:
        return f"{compter(bilan.refuses, 'ligne refusée,lignes refusées')}\u00a0: importez les lignes valides seulement."
    return None
