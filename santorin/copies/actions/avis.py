"""Telling a marker something about a lot (COR-04)."""

from datetime import datetime

from santorin.copies.models import Avis, Lot


def prevenir(lot: Lot, texte: str, *, le: datetime) -> Avis | None:
    """Leave a notice on the dashboard of the lot's marker, until it is read; None when the lot's marker has no account.

    `texte` is read by the marker: it names no candidate and no school (COR-02).
    """
    if lot.correcteur is None or lot.correcteur.utilisateur_id is None:
        return None
    return Avis.objects.create(destinataire_id=lot.correcteur.utilisateur_id, lot=lot, texte=texte, le=le)
