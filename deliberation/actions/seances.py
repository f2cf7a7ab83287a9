"""Meetings closed, and juries reconvened (DEL-06, DEL-14)."""

from datetime import datetime

from django.db import transaction

from deliberation import regles
from deliberation.actions.passages import faire_passer
from deliberation.actions.resultats import etablir_resultats
from deliberation.etats import CLORE
from deliberation.lectures.salle import seance_ouverte, tenue
from deliberation.models import Jury, Membre, NatureSeance, Role, Seance
from deliberation.proposition import dossiers_lus, reglement_du
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.refus import exiger


@transaction.atomic
def clore(jury: Jury, *, par: Utilisateur, le: datetime) -> Seance:
    """DEL-06, DEL-14: end the open meeting: 210 → 211, or the end of a rectification; results are frozen.

    Raises `Refus` while a decision is missing, while the composition could not be proved, or for another than
    the président (the vice-président in his absence).
    """
    jury = Jury.objects.complets().select_for_update(of=("self",)).get(pk=jury.pk)
    ouverte = seance_ouverte(jury)
    exiger(regles.obstacle_seance(ouverte, jury))
    seance = Seance.objects.get(jury=jury, close_le=None)
    dossiers = list(jury.dossiers.au_controle().dans_l_ordre())
    lus = dossiers_lus(jury, dossiers, reglement_du(jury))
    exiger(regles.obstacle_cloture(tenue(seance, lus)))
    siege = jury.membres.en_fonction().filter(utilisateur=par).first()
    exiger(regles.obstacle_clore_par(siege, president_present=_president_present(seance)))
    etablir_resultats(seance, lus, le=le)
    Seance.objects.filter(pk=seance.pk).update(close_le=le, close_par=par)
    if regles.est_rectification(seance):
        journaliser(
            "jury.clore-rectification", fil=jury.fil, objet=f"jury {jury.numero}, {seance}", par=par, le=le
        )
    else:
        faire_passer(jury, CLORE, {"clos_le": le, "clos_par": par}, par=par, le=le)
    seance.refresh_from_db()
    return seance


@transaction.atomic
def rectifier(jury: Jury, *, motif: str, par: Utilisateur, le: datetime) -> Seance:
    """DEL-14: reconvene the jury of published results to correct a material error. Raises `Refus` before that."""
    jury = Jury.objects.complets().select_for_update(of=("self",)).get(pk=jury.pk)
    exiger(regles.obstacle_rectification(jury, seance_ouverte(jury)))
    exiger(None if motif.strip() else "Dites quelle erreur matérielle le jury doit corriger.")
    derniere = jury.seances.latest("rang")
    seance = Seance.objects.create(
        jury=jury,
        rang=derniere.rang + 1,
        nature=NatureSeance.RECTIFICATION,
        motif=motif,
        ouverte_le=le,
        ouverte_par=par,
    )
    journaliser(
        "jury.rectifier", fil=jury.fil, objet=f"jury {jury.numero}, {seance}", par=par, le=le, motif=motif
    )
    return seance


def _president_present(seance: Seance) -> bool:
    presidents = Membre.objects.en_fonction().filter(jury=seance.jury_id, role=Role.PRESIDENT)
    return seance.presences.filter(membre__in=presidents, present=True).exists()
