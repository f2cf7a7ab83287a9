"""A candidate reports the scan of its own copy, until a date that the académie sets (RES-09)."""

from datetime import datetime

from django.db import transaction

from resultats.models import DelaiSignalement
from resultats.regles.signalement_candidat import delais_de, obstacle_delai, obstacle_nouveau_delai
from santorin.comptes.models import Utilisateur
from santorin.copies.actions import signaler_par_le_candidat
from santorin.copies.models import Composition, Defaut, SignalementCandidat
from santorin.journal.actions import journaliser
from santorin.referentiel.models import Academie, Examen, Session
from santorin.refus import exiger


@transaction.atomic
def fixer_le_delai(
    examen: Examen,
    session: Session,
    academie: Academie,
    jusqu_au: datetime,
    *,
    par: Utilisateur,
    le: datetime,
) -> None:
    """RES-09: reports are possible until then. Raises `Refus` for a moment that has passed."""
    exiger(obstacle_nouveau_delai(jusqu_au, le))
    delais = DelaiSignalement.objects.filter(examen=examen, session=session, academie=academie)
    ancien = delais.select_for_update().first()
    DelaiSignalement.objects.update_or_create(
        examen=examen,
        session=session,
        academie=academie,
        defaults={"jusqu_au": jusqu_au, "defini_le": le, "defini_par": par},
    )
    journaliser(
        "signalement.fixer_le_delai",
        fil=f"resultats:{examen.code}:{session.code}:{academie.code}",
        objet=f"{examen} – {session}",
        par=par,
        le=le,
        avant=ancien.jusqu_au if ancien else None,
        apres=jusqu_au,
    )


def signaler(
    composition: Composition,
    *,
    defaut: Defaut,
    page: int | None,
    precision: str,
    par: Utilisateur,
    le: datetime,
) -> SignalementCandidat:
    """RES-09: report a problem of numérisation. Raises `Refus` out of the delay, or when one is reported already."""
    exiger(obstacle_delai(delais_de([composition])[composition.pk], le))
    return signaler_par_le_candidat(
        composition, defaut=defaut, page=page, precision=precision, par=par, le=le
    )
