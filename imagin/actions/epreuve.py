"""An épreuve appears in Imag'In with its first service fait, and is the lock of them all."""

from datetime import datetime

from django.db import transaction

from imagin.models import Epreuve
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.models import Academie, Examen, Session


@transaction.atomic
def ouvrir(
    *, session: Session, examen: Examen, academie: Academie, code: str, par: Utilisateur, le: datetime
) -> Epreuve:
    """The épreuve of this key; it is made, and journaled, if Imag'In does not know it yet."""
    cle = {"session": session, "examen": examen, "academie": academie, "code": code}
    epreuves = Epreuve.objects.select_related("session", "examen", "academie").filter(**cle)
    if (connue := epreuves.first()) is not None:
        return connue
    Epreuve.objects.bulk_create([Epreuve(**cle)], ignore_conflicts=True)
    epreuve = epreuves.get()
    journaliser("imagin.ouvrir", fil=epreuve.fil, objet=f"{epreuve} – {academie}", par=par, le=le)
    return epreuve


def verrouiller(epreuve: Epreuve) -> None:
    """Keep every other writer of this épreuve's services faits waiting until the end of the transaction."""
    Epreuve.objects.select_for_update(no_key=True).get(pk=epreuve.pk)
