"""Periods chosen, sample rates, holds placed and lifted: journaled with their reason (SEC-03, SEC-01)."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.conservation.archives import taux_de
from santorin.conservation.durees import Duree
from santorin.conservation.models import DureeChoisie, Gel, TauxDArchives
from santorin.conservation.nature import Nature
from santorin.conservation.regles import (
    academie_de,
    durees,
    obstacle_duree,
    obstacle_gel,
    obstacle_levee,
    obstacle_taux,
)
from santorin.conservation.verrou import exclure
from santorin.copies.models import Epreuve
from santorin.journal.actions import journaliser
from santorin.referentiel.models import Session
from santorin.refus import DejaFait, exiger

FIL: Final = "conservation"


@transaction.atomic
def choisir_duree(nature: Nature, duree: Duree, *, motif: str, par: Utilisateur, le: datetime) -> None:
    """SEC-03: another period for a kind of data, within its bounds. Raises `Refus`."""
    exiger(obstacle_duree(nature, duree, motif))
    avant = durees()[nature.cle]
    DureeChoisie.objects.update_or_create(
        nature=nature.cle,
        defaults={"nombre": duree.nombre, "unite": duree.unite, "motif": motif.strip(), "le": le, "par": par},
    )
    journaliser(
        "conservation.choisir_duree",
        fil=FIL,
        objet=nature.libelle,
        par=par,
        le=le,
        avant=str(avant),
        apres=str(duree),
        motif=motif.strip(),
    )


@transaction.atomic
def choisir_taux(session: Session, pour_mille: int, *, par: Utilisateur, le: datetime) -> None:
    """SEC-03: the share of a session's copies drawn for the archives; what was drawn stays drawn. Raises `Refus`."""
    exiger(obstacle_taux(pour_mille))
    avant = taux_de(session)
    TauxDArchives.objects.update_or_create(
        session=session, defaults={"pour_mille": pour_mille, "le": le, "par": par}
    )
    journaliser(
        "conservation.choisir_taux",
        fil=FIL,
        objet=f"Échantillon d’archives – {session}",
        par=par,
        le=le,
        avant=avant,
        apres=pour_mille,
    )


@transaction.atomic
def poser_gel(
    *, numero: str, epreuve: Epreuve | None, categorie: str, motif: str, par: Utilisateur, le: datetime
) -> Gel:
    """SEC-03: from the commit on, nothing of what the hold covers is destroyed. Raises `Refus`, `DejaFait`."""
    exiger(obstacle_gel(numero, epreuve, motif, par))
    exclure()
    academie = epreuve.academie_id if epreuve else academie_de(par, Droit.GELER)
    gel = Gel(
        numero=numero,
        epreuve=epreuve,
        academie_id=academie,
        categorie=categorie,
        motif=motif.strip(),
        pose_le=le,
        pose_par=par,
    )
    try:
        with transaction.atomic():
            gel.save()
    except IntegrityError as erreur:
        raise DejaFait("Ce gel est déjà posé, pour la même raison.") from erreur
    journaliser(
        "conservation.geler",
        fil=FIL,
        objet=f"gel n° {gel.pk} – {gel}",
        par=par,
        le=le,
        apres={"categorie": categorie},
        motif=gel.motif,
    )
    return gel


@transaction.atomic
def lever_gel(gel: Gel, *, motif: str, par: Utilisateur, le: datetime) -> None:
    """SEC-03: what this hold alone covered may be destroyed by the next purge. Raises `Refus`."""
    verrou = Gel.objects.select_for_update(of=("self",)).get(pk=gel.pk)
    exiger(obstacle_levee(verrou, motif))
    verrou.leve_le, verrou.leve_par, verrou.motif_de_levee = le, par, motif.strip()
    verrou.save(update_fields=["leve_le", "leve_par", "motif_de_levee"])
    journaliser(
        "conservation.lever_gel",
        fil=FIL,
        objet=f"gel n° {gel.pk} – {gel}",
        par=par,
        le=le,
        motif=verrou.motif_de_levee,
    )
