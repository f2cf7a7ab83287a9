"""Who the jury is, and who sat: courts annul decisions that cannot prove it (DEL-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from deliberation import regles
from deliberation.actions.secours import revoquer_au_depart
from deliberation.lectures.salle import seance_ouverte
from deliberation.models import Jury, Membre, Presence, Role, Seance
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.refus import DejaFait, Refus, exiger


@dataclass(frozen=True, slots=True)
class Personne:
    """Somebody who does not sit in the jury yet."""

    nom: str
    prenoms: str
    qualite: str = ""
    professionnel: bool = False
    utilisateur: Utilisateur | None = None


def compte_de(nom: str) -> Utilisateur | None:
    """DEL-06: the account of that name, None when no name is given. Raises `Refus` for one that cannot deliberate."""
    if not nom:
        return None
    compte = Utilisateur.objects.filter(username=nom).first()
    exiger(regles.obstacle_compte(compte, nom))
    return compte


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

    Raises `Refus` for a second président or vice-président, for an account that is another member's.
    """
    jury = _prendre(jury)
    if role != Role.MEMBRE and jury.membres.en_fonction().filter(role=role).exists():
        raise Refus(
            f"Ce jury a déjà un {Role(role).label.lower()}\u00a0: remplacez-le, s’il ne peut plus siéger."
        )
    personne = Personne(nom, prenoms, qualite, professionnel, utilisateur)
    exiger(_obstacle_compte_pris(jury, personne))
    membre = _asseoir(jury, personne, role)
    journaliser(
        "jury.nommer", fil=jury.fil, objet=f"jury {jury.numero}", par=par, le=le,
        apres={"membre": str(membre), "role": role, "professionnel": professionnel},
    )  # fmt: skip
    return membre


@transaction.atomic
def remplacer(
    membre: Membre, *, remplacant: Personne | Membre, motif: str, par: Utilisateur, le: datetime
) -> Membre:
    """DEL-06, DEL-14: give a member's role to somebody else, for a reason; the seat that is left is kept.

    What he did there stays his: marks changed, decisions, presence at the open meeting. `remplacant` may already sit: he
    then leaves his seat for that role, and his presence follows him. The jury's slip is revoked: who leaves may have kept
    it (DEL-04). Raises `Refus` for a closed jury, without a reason,
    for somebody who may not take that role; `DejaFait` when he is replaced already.
    """
    jury = _prendre(membre.jury)
    ancien = Membre.objects.select_related("successeur").get(pk=membre.pk)
    if ancien.sorti_le is not None:
        raise DejaFait(f"{ancien} a déjà quitté ce rôle\u00a0: relisez la composition du jury.")
    appele = Membre.objects.get(pk=remplacant.pk) if isinstance(remplacant, Membre) else None
    exiger(regles.obstacle_remplacement(ancien, appele, motif))
    for sortant in filter(None, (ancien, appele)):
        Membre.objects.filter(pk=sortant.pk).update(sorti_le=le, sorti_par=par, sorti_motif=motif)
    if not isinstance(remplacant, Membre):
        exiger(_obstacle_compte_pris(jury, remplacant) or _obstacle_deja_membre(jury, remplacant))
    nouveau = _asseoir(jury, remplacant, ancien.role, succede_a=ancien)
    if appele is not None:
        _suivre(appele, nouveau, seance_ouverte(jury))
    revoquer_au_depart(jury, ancien, par=par, le=le)
    journaliser(
        "jury.remplacer", fil=jury.fil, objet=f"jury {jury.numero}, {ancien.get_role_display().lower()}", par=par, le=le,
        avant={"membre": str(ancien)},
        apres={"membre": str(nouveau), "deja_membre": appele is not None},
        motif=motif,
    )  # fmt: skip
    return nouveau


@transaction.atomic
def rattacher(membre: Membre, *, utilisateur: Utilisateur, par: Utilisateur, le: datetime) -> None:
    """DEL-06: say with which account a member logs in. Raises `Refus` for a closed jury, or another member's account."""
    jury = _prendre(membre.jury)
    sien = Membre.objects.en_fonction().filter(pk=membre.pk).select_related("utilisateur").first()
    if sien is None:
        raise DejaFait(f"{membre} a quitté ce rôle\u00a0: relisez la composition du jury.")
    if sien.utilisateur == utilisateur:
        raise Refus(f"C’est déjà le compte de {membre}.")
    exiger(_obstacle_compte_pris(jury, Personne(sien.nom, sien.prenoms, utilisateur=utilisateur)))
    Membre.objects.filter(pk=sien.pk).update(utilisateur=utilisateur)
    journaliser(
        "jury.rattacher", fil=jury.fil, objet=f"jury {jury.numero}, {membre}", par=par, le=le,
        avant={"compte": sien.utilisateur.username if sien.utilisateur else ""},
        apres={"compte": utilisateur.username},
    )  # fmt: skip


@transaction.atomic
def enregistrer_presences(
    jury: Jury, presences: Mapping[int, bool], *, par: Utilisateur, le: datetime
) -> None:
    """DEL-06: record who sits at the open meeting (member's key → present). Raises `Refus` when none is open."""
    jury = Jury.objects.complets().select_for_update(of=("self",)).get(pk=jury.pk)
    seance = seance_ouverte(jury)
    if seance is None:
        raise Refus(regles.obstacle_seance(None, jury) or "")
    siens = {membre.pk: membre for membre in jury.membres.en_fonction()}
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


def _prendre(jury: Jury) -> Jury:
    """The jury, locked. Raises `Refus` when its composition does not change any more."""
    pris = Jury.objects.select_for_update(of=("self",)).get(pk=jury.pk)
    exiger(regles.obstacle_composition(pris, seance_ouverte(pris)))
    return pris


def _asseoir(
    jury: Jury, personne: Personne | Membre, role: str, *, succede_a: Membre | None = None
) -> Membre:
    return Membre.objects.create(
        jury=jury,
        nom=personne.nom,
        prenoms=personne.prenoms,
        qualite=personne.qualite,
        role=role,
        professionnel=personne.professionnel,
        utilisateur=personne.utilisateur,
        succede_a=succede_a,
    )


def _suivre(appele: Membre, nouveau: Membre, seance: Seance | None) -> None:
    """The presence at the open meeting is the person's, not the seat's."""
    presence = Presence.objects.filter(seance=seance, membre=appele).first() if seance else None
    if presence is not None:
        Presence.objects.create(seance=presence.seance, membre=nouveau, present=presence.present)


def _obstacle_compte_pris(jury: Jury, personne: Personne) -> str | None:
    compte = personne.utilisateur
    if compte is None or not jury.membres.en_fonction().filter(utilisateur=compte).exists():
        return None
    return f"Le compte «\u00a0{compte.username}\u00a0» est celui d’un autre membre de ce jury."


def _obstacle_deja_membre(jury: Jury, personne: Personne) -> str | None:
    if not jury.membres.en_fonction().filter(nom=personne.nom, prenoms=personne.prenoms).exists():
        return None
    return f"{personne.prenoms} {personne.nom} siège déjà dans ce jury\u00a0: choisissez son nom dans la liste des membres."
