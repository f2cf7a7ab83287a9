"""The end of a run: closed once, and journaled with its figures (SEC-01)."""

from datetime import datetime

from django.db import transaction

from santorin.copies.models import Epreuve
from santorin.journal.actions import journaliser
from santorin.transmission.lectures.resultat import resultat_de
from santorin.transmission.models import Transmission


@transaction.atomic
def terminer(transmission: Transmission, *, le: datetime) -> None:
    """Close a run, whatever it could not send; its one entry in the journal says what was answered (SEC-01)."""
    ouverte = Transmission.objects.filter(pk=transmission.pk, terminee_le=None)
    if not ouverte.update(terminee_le=le):
        return
    transmission.terminee_le = le
    resultat = resultat_de(transmission)
    journaliser(
        f"transmission.{transmission.acte}",
        fil=f"epreuve:{transmission.epreuve_id}",
        objet=f"{transmission.get_acte_display()} – {transmission.epreuve}",
        par=transmission.par,
        le=le,
        apres={
            "transmission": transmission.uuid,
            "etablissement": transmission.etablissement.uai if transmission.etablissement else None,
            "totale": transmission.totale,
            "notes": {statut or "sans_reponse": nombre for statut, nombre in resultat.notes.items()},
            "services_faits": {
                statut or "sans_reponse": nombre for statut, nombre in resultat.services_faits.items()
            },
        },
    )


@transaction.atomic
def retenir_publication(epreuve: Epreuve, publiee_le: datetime | None, *, le: datetime) -> None:
    """CLO-07: keep what Cyclades says of the publication of the épreuve (None: not published, or no longer)."""
    changee = Epreuve.objects.filter(pk=epreuve.pk).exclude(publiee_le=publiee_le)
    if publiee_le is None:
        changee = Epreuve.objects.filter(pk=epreuve.pk, publiee_le__isnull=False)
    if not changee.update(publiee_le=publiee_le):
        return
    avant, epreuve.publiee_le = epreuve.publiee_le, publiee_le
    journaliser(
        "epreuve.publication",
        fil=f"epreuve:{epreuve.pk}",
        objet=str(epreuve),
        par=None,
        le=le,
        avant={"publiee_le": avant},
        apres={"publiee_le": publiee_le},
    )
