"""Taking candidates off an épreuve (PRE-01)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Composition, Epreuve
from santorin.journal.actions import journaliser
from santorin.preparation.regles.inscriptions import obstacle_desinscription, obstacle_motif
from santorin.refus import Refus, exiger


@transaction.atomic
def desinscrire(
    epreuve: Epreuve, compositions: Sequence[Composition], *, motif: str, par: Utilisateur, le: datetime
) -> int:
    """PRE-01: take these candidates off the épreuve, all or none; how many. They stay registered for the others.

    Raises `Refus` without a reason, and for one who is émargé, has a copy, a mark or a presumption of fraud.
    """
    exiger(obstacle_motif(motif))
    siennes = Composition.objects.filter(epreuve=epreuve, pk__in=[c.pk for c in compositions])
    # Locked before they are judged: nobody signs, and no page is filed, meanwhile.
    lignes = list(siennes.select_for_update(of=("self",)).select_related("candidat").order_by("pk"))
    if not lignes:
        raise Refus("Ces candidats ne sont plus inscrits à cette épreuve.")
    exiger(obstacle_desinscription(siennes))
    siennes.delete()
    journaliser(
        "candidats.desinscrire",
        fil=f"epreuve:{epreuve.pk}",
        objet=str(epreuve),
        par=par,
        le=le,
        avant={"candidats": [[c.candidat.numero, c.candidat.inscription, c.anonymat] for c in lignes]},
        motif=motif.strip(),
    )
    return len(lignes)
