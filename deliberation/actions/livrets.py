"""Livrets scolaires given by the centre, for the jury to examine (DEL-06)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from deliberation import regles
from deliberation.livrets import LigneLue
from deliberation.models import Jury, LigneDeLivret
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.refus import exiger


@transaction.atomic
def importer_livrets(jury: Jury, lignes: Sequence[LigneLue], *, par: Utilisateur, le: datetime) -> int:
    """DEL-06: put these livrets in place of those given before for the same candidates; how many candidates.

    Raises `Refus` once the jury is closed: what it examined does not change any more.
    """
    jury = Jury.objects.complets().select_for_update(of=("self",)).get(pk=jury.pk)
    exiger(regles.obstacle_livrets(jury))
    par_dossier = Counter(ligne.dossier for ligne in lignes)
    LigneDeLivret.objects.filter(dossier__in=par_dossier, dossier__jury=jury).delete()
    LigneDeLivret.objects.bulk_create(
        LigneDeLivret(
            dossier_id=ligne.dossier,
            ordre=ordre,
            discipline=ligne.discipline,
            moyenne=ligne.moyenne,
            moyenne_classe=ligne.moyenne_classe,
            appreciation=ligne.appreciation,
        )
        for ordre, ligne in enumerate(lignes, start=1)
    )
    journaliser(
        "jury.importer-livrets",
        fil=jury.fil,
        objet=f"jury {jury.numero}",
        par=par,
        le=le,
        apres={"candidats": len(par_dossier), "lignes": len(lignes)},
    )
    return len(par_dossier)
