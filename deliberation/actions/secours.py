"""The emergency portal: accesses made, revoked, used; opened and closed by an authorised person (DEL-04)."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from deliberation import regles
from deliberation.lectures.editions import Papillon
from deliberation.models import AccesSecours, GroupeDecision, Jury, Membre, OuverturePortail
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.refus import Refus, exiger

# Neither 0 nor O, neither 1 nor I nor L: a slip is read on paper.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LONGUEUR = 14
INCONNU = "Identifiant ou mot de passe incorrect, ou portail fermé."


@transaction.atomic
def renouveler_acces(jurys: Iterable[Jury], *, par: Utilisateur | None, le: datetime) -> list[Papillon]:
    """DEL-04: new random passwords for these juries, kept hashed; the former ones are revoked at once."""
    papillons = []
    for jury in sorted(jurys, key=lambda jury: jury.pk):
        _revoquer(jury, le)
        papillon = Papillon(jury, f"J{jury.numero}-{_tirer(6)}", _tirer(LONGUEUR))
        AccesSecours.objects.create(
            jury=jury,
            identifiant=papillon.identifiant,
            mot_de_passe=make_password(papillon.mot_de_passe),
            cree_le=le,
            cree_par=par,
        )
        journaliser(
            "secours.renouveler", fil=jury.fil, objet=f"jury {jury.numero}", par=par, le=le,
            apres={"identifiant": papillon.identifiant},
        )  # fmt: skip
        papillons.append(papillon)
    return papillons


def revoquer_au_depart(jury: Jury, sortant: Membre, *, par: Utilisateur, le: datetime) -> None:
    """DEL-04: who leaves a jury may have kept its slip: it opens nothing any more, if there was one."""
    if _revoquer(jury, le):
        journaliser(
            "secours.revoquer", fil=jury.fil, objet=f"jury {jury.numero}", par=par, le=le,
            motif=f"{sortant} quitte le jury",
        )  # fmt: skip


@transaction.atomic
def revoquer(jury: Jury, *, motif: str, par: Utilisateur, le: datetime) -> None:
    """DEL-04: the slip of a jury opens nothing any more. Raises `Refus` when it has none."""
    exiger(None if _revoquer(jury, le) else "Ce jury n'a pas d'accès de secours.")
    journaliser("secours.revoquer", fil=jury.fil, objet=f"jury {jury.numero}", par=par, le=le, motif=motif)


@transaction.atomic
def ouvrir_portail(
    groupe: GroupeDecision, *, motif: str, jusqu_a: datetime, par: Utilisateur, le: datetime
) -> OuverturePortail:
    """DEL-04: open the portal to the juries of a group, with a reason, until `jusqu_a`, a day later at most.

    Raises `Refus` otherwise, and while it is open already.
    """
    groupe = GroupeDecision.objects.select_for_update().get(pk=groupe.pk)
    ouverte = groupe.ouvertures.en_cours(le).first()
    exiger(regles.obstacle_ouverture_portail(motif, jusqu_a, le, ouverte.jusqu_a if ouverte else None))
    ouverture = OuverturePortail.objects.create(
        groupe=groupe, motif=motif, ouverte_le=le, ouverte_par=par, jusqu_a=jusqu_a
    )
    journaliser(
        "secours.ouvrir", fil=groupe.fil, objet=str(groupe), par=par, le=le,
        apres={"jusqu_a": jusqu_a}, motif=motif,
    )  # fmt: skip
    return ouverture


@transaction.atomic
def fermer_portail(groupe: GroupeDecision, *, par: Utilisateur, le: datetime) -> None:
    """DEL-04: close it before its hour. Raises `Refus` when it is closed already."""
    fermees = groupe.ouvertures.en_cours(le).update(fermee_le=le, fermee_par=par)
    exiger(None if fermees else "Le portail de secours est déjà fermé.")
    journaliser("secours.fermer", fil=groupe.fil, objet=str(groupe), par=par, le=le)


def entrer(identifiant: str, mot_de_passe: str, *, le: datetime) -> AccesSecours:
    """DEL-04: the access that these open, now. Raises `Refus`, always the same sentence, when there is none.

    Every attempt on a known login is journaled. After five failures the login is blocked for a quarter of an hour.
    """
    acces = (
        AccesSecours.objects.filter(identifiant=identifiant.strip().upper(), revoque_le=None)
        .select_related("jury__groupe")
        .first()
    )
    # The same work for an unknown login: the answer's time tells nothing.
    juste = check_password(mot_de_passe.strip().upper(), acces.mot_de_passe if acces else make_password(None))
    if acces is None:
        raise Refus(INCONNU)
    bloque = acces.bloque_jusqu_a is not None and acces.bloque_jusqu_a > le
    ouvert = est_ouvert(acces, le)
    if not juste and not bloque:
        _compter_un_echec(acces, le)
    reussi = juste and ouvert and not bloque
    journaliser(
        "secours.entrer" if reussi else "secours.refuser",
        fil=acces.jury.fil,
        objet=acces.identifiant,
        par=None,
        le=le,
        apres={"bloque": bloque, "portail_ouvert": ouvert},
    )
    if not reussi:
        raise Refus(INCONNU)
    AccesSecours.objects.filter(pk=acces.pk).update(echecs=0, bloque_jusqu_a=None)
    return acces


def est_ouvert(acces: AccesSecours, le: datetime) -> bool:
    """DEL-04: whether the portal answers to that access at `le`."""
    return acces.revoque_le is None and acces.jury.groupe.ouvertures.en_cours(le).exists()


def _compter_un_echec(acces: AccesSecours, le: datetime) -> None:
    AccesSecours.objects.filter(pk=acces.pk).update(echecs=F("echecs") + 1)
    AccesSecours.objects.filter(pk=acces.pk, echecs__gte=regles.ECHECS_AVANT_BLOCAGE).update(
        echecs=0, bloque_jusqu_a=le + timedelta(minutes=regles.MINUTES_DE_BLOCAGE)
    )


def _revoquer(jury: Jury, le: datetime) -> int:
    return AccesSecours.objects.filter(jury=jury, revoque_le=None).update(revoque_le=le)


def _tirer(nombre: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(nombre))
