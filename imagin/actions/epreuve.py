"""An épreuve appears in Imag'In with its first service fait, and is the lock of them all."""

from imagin.models import Epreuve
from santorin.referentiel.models import Academie, Examen, Session


def ouvrir(*, session: Session, examen: Examen, academie: Academie, code: str) -> Epreuve:
    """The épreuve of this key; it is made if Imag'In does not know it yet."""
    cle = {"session": session, "examen": examen, "academie": academie, "code": code}
    Epreuve.objects.bulk_create([Epreuve(**cle)], ignore_conflicts=True)
    return Epreuve.objects.select_related("session", "examen", "academie").get(**cle)


def verrouiller(epreuve: Epreuve) -> None:
    """Keep every other writer of this épreuve's services faits waiting until the end of the transaction."""
    Epreuve.objects.select_for_update(no_key=True).get(pk=epreuve.pk)
