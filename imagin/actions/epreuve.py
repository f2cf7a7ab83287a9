"""An épreuve appears in Imag'In with its first service fait, and is the lock of them all."""

from datetime import datetime

from django.db import transaction

from imagin.models import Epreuve
from imagin.models.epreuve import academies_de
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.models import Academie, Examen, Session
from santorin.transmission.destinataires import AccesRefuse, CleEpreuve, EnvoiMalForme


@transaction.atomic
def ouvrir(
    *, session: Session, examen: Examen, academie: Academie, code: str, par: Utilisateur, le: datetime
) -> Epreuve:
    """The épreuve of this key; it is made, and journaled, if Imag'In does not know it yet."""
    epreuve, nouvelle = Epreuve.objects.select_related("session", "examen", "academie").get_or_create(
        session=session, examen=examen, academie=academie, code=code
    )
    if nouvelle:
        journaliser("imagin.ouvrir", fil=epreuve.fil, objet=f"{epreuve} – {academie}", par=par, le=le)
    return epreuve


def epreuve_nommee(cle: CleEpreuve, *, par: Utilisateur, le: datetime) -> Epreuve:
    """The épreuve that a batch names, within the perimeter of its sender.

    Raises `EnvoiMalForme` when the key names nothing, `AccesRefuse` out of the perimeter.
    """
    academie = _academie(cle, par)
    session = Session.objects.filter(code=cle.session).first()
    examen = Examen.objects.filter(code=cle.examen).first()
    if session is None:
        raise EnvoiMalForme(f"la session {cle.session} est inconnue d’Imag’In ($.epreuve.session)")
    if examen is None:
        raise EnvoiMalForme(f"l’examen {cle.examen} est inconnu d’Imag’In ($.epreuve.examen)")
    return ouvrir(session=session, examen=examen, academie=academie, code=cle.code, par=par, le=le)


def _academie(cle: CleEpreuve, par: Utilisateur) -> Academie:
    """The académie named, or the only one of the sender."""
    permises = academies_de(par, Droit.DEPOSER_SERVICES_FAITS)
    if cle.academie is None:
        if permises is None or len(permises) != 1:
            raise EnvoiMalForme("l’académie de l’épreuve manque ($.epreuve.academie)")
        return Academie.objects.get(pk__in=permises)
    academie = Academie.objects.filter(code=cle.academie).first()
    if permises is not None and (academie is None or academie.pk not in permises):
        raise AccesRefuse(f"L’académie {cle.academie} est hors du périmètre de ce jeton.")
    if academie is None:
        raise EnvoiMalForme(f"l’académie {cle.academie} est inconnue d’Imag’In ($.epreuve.academie)")
    return academie


def verrouiller(epreuve: Epreuve) -> None:
    """Keep every other writer of this épreuve's services faits waiting until the end of the transaction."""
    Epreuve.objects.select_for_update(no_key=True).get(pk=epreuve.pk)
