"""A copy marked again after an unlocking loses what the coordinateur had changed: it is kept, shown, journaled (HAR-12)."""

from collections.abc import Iterable
from datetime import datetime

from santorin.copies.models import Ajustement, Intervention


def ecarter(corrections: Iterable[int], *, le: datetime) -> list[dict[str, object]]:
    """HAR-12: set aside the interventions on these markings (primary keys) and the rules on their copies.

    Inside the transaction that marks them again, whose journal keeps what this returns.
    """
    cles = list(corrections)
    # Those opened for nothing too: what they kept of the marker's version is no longer it.
    interventions = Intervention.objects.filter(correction__in=cles, ecartee_le=None)
    ouvertes = list(interventions.order_by("pk").values_list("correction", "note_apres", "motif"))
    ajustements = Ajustement.objects.filter(copie__corrections__in=cles, ecarte_le=None).exclude(valeur=0)
    ecartes: list[dict[str, object]] = [
        {"correction": correction, "note": str(note), "motif": motif}
        for correction, note, motif in ouvertes
        if note is not None
    ]
    ecartes += [
        {"copie": copie, "ajustement": str(valeur)}
        for copie, valeur in ajustements.distinct().values_list("copie", "valeur")
    ]
    if ouvertes or ecartes:
        interventions.update(ecartee_le=le)
        Ajustement.objects.filter(pk__in=ajustements.values("pk")).update(ecarte_le=le)
    return ecartes
