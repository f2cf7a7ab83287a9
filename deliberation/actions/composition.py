"""Who the jury is, and who sat: courts annul decisions that cannot prove it (DEL-06)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from deliberation import regles
from deliberation.etats import CLOS
from deliberation.lectures.salle import seance_ouverte
from deliberation.models import Jury, Membre, Presence, Role
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.refus import Refus, exiger


@transaction.atomic
def nommer(
    jury: Jury,
    *,
    nom: str,
    prenoms: str,
    qualite: str,
    role: str,
    professionnel: bool,
    utilisateur: Utilisateur | None = None,
    par: Utilisateur,
    le: datetime,
) -> Membre:
    """DEL-06, DEL-14: add a member to a jury that is not closed, or that sits again.

    Raises `Refus` for a second président or vice-président.
    """
    jury = Jury.objects.select_for_update(of=("self",)).get(pk=jury.pk)
    fige = jury.etat in CLOS and seance_ouverte(jury) is None
    exiger("Le jury est clos\u00a0: sa composition ne change plus." if fige else None)
    if role != Role.MEMBRE and jury.membres.filter(role=role).exists():
        raise Refus(f"Ce jury a déjà un {Role(role).label.lower()}.")
    membre = Membre.objects.create(
        jury=jury,
        nom=nom,
        prenoms=prenoms,
        qualite=qualite,
        role=role,
        professionnel=professionnel,
        utilisateur=utilisateur,
    )
    journaliser(
        "jury.nommer", fil=jury.fil, objet=f"jury {jury.numero}", par=par, le=le,
        apres={"membre": str(membre), "role": role, "professionnel": professionnel},
    )  # fmt: skip
    return membre


@transaction.atomic
def enregistrer_presences(
    jury: Jury, presences: Mapping[int, bool], *, par: Utilisateur, le: datetime
) -> None:
    """DEL-06: record who sits at the open meeting (member's key → present). Raises `Refus` when none is open."""
    jury = Jury.objects.complets().select_for_update(of=("self",)).get(pk=jury.pk)
    seance = seance_ouverte(jury)
    if seance is None:
        raise Refus(regles.obstacle_seance(None, jury) or "")
    siens = {membre.pk: membre for membre in jury.membres.all()}
    connues = {cle: present for cle, present in presences.items() if cle in siens}
    Presence.objects.bulk_create(
        (Presence(seance=seance, membre=siens[cle], present=present) for cle, present in connues.items()),
        update_conflicts=True,
        unique_fields=("seance", "membre"),
        update_fields=("present",),
    )
    journaliser(
        "jury.presences", fil=jury.fil, objet=f"jury {jury.numero}, {seance}", par=par, le=le,
        apres={str(siens[cle]): present for cle, present in sorted(connues.items())},
    )  # fmt: skip
