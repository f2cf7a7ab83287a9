"""Files whose rows are gone: erased once no row names them (SEC-03).

Pages are named by their content, documents may be shared by two jobs: one name may have several owners.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from santorin.conservation.models import FichierADetruire
from santorin.consultation.actions.balayage import nommes

PAQUET: Final = 200
LIASSES: Final = "liasses"


def effacer(*, le: datetime, avant: datetime, noms: Sequence[str] | None = None) -> int:
    """SEC-03: erase these files (all those that wait, without `noms`); how many are left to the next time.

    A file that a row still names is kept for good. One written after `avant` waits: a row may be about to name it.
    """
    restants = 0
    for cles in _par_paquets(noms):
        restants += _effacer_un_paquet(cles, avant)
    return restants


def _par_paquets(noms: Sequence[str] | None) -> Iterator[list[int]]:
    attendus = FichierADetruire.objects.order_by("pk")
    if noms is not None:
        for debut in range(0, len(noms), PAQUET):
            voulus = attendus.filter(nom__in=noms[debut : debut + PAQUET])
            yield list(voulus.values_list("pk", flat=True))
        return
    dernier = 0
    while cles := list(attendus.filter(pk__gt=dernier).values_list("pk", flat=True)[:PAQUET]):
        yield cles
        dernier = cles[-1]


@transaction.atomic
def _effacer_un_paquet(cles: Collection[int], avant: datetime) -> int:
    """The bytes go before the line that asked for it: killed in between, it is asked again."""
    lignes = list(FichierADetruire.objects.select_for_update(skip_locked=True).filter(pk__in=cles))
    gardes = nommes([ligne.nom for ligne in lignes])
    faits = []
    for ligne in lignes:
        if ligne.nom in gardes:
            faits.append(ligne.pk)
        elif _trop_recent(ligne.nom, avant):
            continue
        else:
            _supprimer(ligne.nom)
            faits.append(ligne.pk)
    FichierADetruire.objects.filter(pk__in=faits).delete()
    return len(cles) - len(faits)


def _trop_recent(nom: str, avant: datetime) -> bool:
    if nom.startswith(f"{LIASSES}/") or not default_storage.exists(nom):
        return False
    return bool(default_storage.get_modified_time(nom) > avant)


def _supprimer(nom: str) -> None:
    if nom.startswith(f"{LIASSES}/"):
        # Received pieces never leave the disk, whatever the storage.
        (Path(settings.MEDIA_ROOT) / nom).unlink(missing_ok=True)
    else:
        default_storage.delete(nom)
