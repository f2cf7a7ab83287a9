"""Juries taken through their states, one by one or all at once (DEL-05, DEL-10, DEL-11)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from deliberation import reglement, regles
from deliberation.etats import OUVRIR, OUVRIR_CONTROLE, PASSAGES, VERROUILLER
from deliberation.models import Dossier, GroupeDecision, Issue, Jury, NatureSeance, Seance
from deliberation.proposition import dossiers_lus, reglement_du
from santorin.comptes.models import Utilisateur
from santorin.etats import passer
from santorin.journal.actions import journaliser
from santorin.refus import DejaFait, Refus, exiger


@transaction.atomic
def franchir(
    jurys: Iterable[Jury],
    verbe: str,
    *,
    du: date | None = None,
    au: date | None = None,
    par: Utilisateur,
    le: datetime,
) -> list[Jury]:
    """DEL-11: take through one passage those of `jurys` that are in its starting state; returns them.

    `du` and `au` give the period of deliberation (DEL-05), compulsory to terminate unless known (DEL-10).
    Rows are locked in the order of their keys, so that two people who click at once wait for each other:
    the second finds nothing left. Raises `DejaFait` then, `Refus` when a rule forbids one of them.
    """
    verrouilles = _verrouiller(jurys)
    partants = [jury for jury in verrouilles if jury.etat in PASSAGES[verbe].passage.de]
    if not partants:
        raise _rien_a_franchir(verrouilles, verbe)
    for jury in partants:
        exiger(regles.obstacle_periode(*_periode(jury, du, au), exigee=regles.exige_periode(verbe)))
        if verbe == OUVRIR:
            exiger(regles.obstacle_controle_ferme(jury.groupe))
    if consequence := CONSEQUENCES.get(verbe):
        consequence(partants, par, le)
    for jury in partants:
        debut, fin = _periode(jury, du, au)
        faire_passer(jury, verbe, {"periode_du": debut, "periode_au": fin}, par=par, le=le)
    return partants


def faire_passer(
    jury: Jury, verbe: str, champs: Mapping[str, Any], *, par: Utilisateur, le: datetime
) -> None:
    """One jury through one passage, journaled with author and time (SEC-01); its row is locked by the caller."""
    avant = jury.etat
    passer(jury, PASSAGES[verbe].passage, **champs)
    journaliser(
        f"jury.{verbe}",
        fil=jury.fil,
        objet=f"jury {jury.numero}",
        par=par,
        le=le,
        avant={"etat": avant},
        apres={"etat": jury.etat}
        | {nom: valeur for nom, valeur in champs.items() if isinstance(valeur, date)},
    )


@transaction.atomic
def publier(groupe: GroupeDecision, *, par: Utilisateur, le: datetime) -> None:
    """DEL-10: the DEC takes over and publishes; the results of that moment are the transcripts' first version.

    Raises `Refus` while a jury has not terminated, or when it is done already.
    """
    groupe = GroupeDecision.objects.select_for_update().get(pk=groupe.pk)
    restants = groupe.jurys.exclude(etat="214").count()
    exiger(regles.obstacle_publication(groupe, restants))
    groupe.publie_le, groupe.publie_par = le, par
    groupe.save(update_fields=["publie_le", "publie_par"])
    journaliser(
        "deliberation.publier", fil=groupe.fil, objet=str(groupe), par=par, le=le,
        apres={"jurys": groupe.jurys.count()},
    )  # fmt: skip


def _verrouiller(jurys: Iterable[Jury]) -> list[Jury]:
    cles = sorted(jury.pk for jury in jurys)
    # `of`: the row itself; what it names is read along.
    return list(Jury.objects.complets().filter(pk__in=cles).order_by("pk").select_for_update(of=("self",)))


def _rien_a_franchir(jurys: list[Jury], verbe: str) -> Refus:
    libelle = PASSAGES[verbe].passage.libelle
    if not jurys:
        return Refus(f"« {libelle} » : aucun jury n'est choisi.")
    if any(jury.etat >= PASSAGES[verbe].passage.vers for jury in jurys):
        return DejaFait(f"« {libelle} » : c'est déjà fait, ou l'état a changé entre-temps.")
    return Refus(regles.obstacle_passage(jurys[0], verbe) or "")


def _periode(jury: Jury, du: date | None, au: date | None) -> tuple[date | None, date | None]:
    return (jury.periode_du, jury.periode_au) if du is None and au is None else (du, au)


def _figer_le_premier_groupe(jurys: list[Jury], par: Utilisateur, le: datetime) -> None:
    """140 → 198: the outcome of the first group is calculated and kept. Raises `Refus` while a mark is missing."""
    for jury in jurys:
        dossiers = list(jury.dossiers.all())
        regle = reglement_du(jury)
        for lu in dossiers_lus(jury, dossiers, regle, groupe=reglement.Groupe.PREMIER):
            if lu.decision is None:
                raise Refus(f"Jury {jury.numero}, {lu.dossier.candidature} : {lu.anomalie}")
            if lu.decision.issue is reglement.Issue.EN_ATTENTE:
                manquantes = ", ".join(note.libelle for note in lu.decision.manquantes)
                raise Refus(
                    f"Jury {jury.numero}, {lu.dossier.candidature} : il manque des notes du 1er groupe ({manquantes})."
                )
            lu.dossier.issue_premier = Issue[lu.decision.issue.name]
        Dossier.objects.bulk_update(dossiers, ["issue_premier"])


def _ouvrir_le_controle(jurys: list[Jury], par: Utilisateur, le: datetime) -> None:
    """198 → 200: the DEC opens the épreuve de contrôle of the group, once."""
    for groupe_id in sorted({jury.groupe_id for jury in jurys}):
        GroupeDecision.objects.filter(pk=groupe_id, controle_ouvert_le=None).update(
            controle_ouvert_le=le, controle_ouvert_par=par
        )


def _ouvrir_les_seances(jurys: list[Jury], par: Utilisateur, le: datetime) -> None:
    """200 → 210: the jury's first meeting begins."""
    Seance.objects.bulk_create(
        Seance(jury=jury, rang=1, nature=NatureSeance.INITIALE, ouverte_le=le, ouverte_par=par)
        for jury in jurys
    )


CONSEQUENCES: dict[str, Callable[[list[Jury], Utilisateur, datetime], None]] = {
    VERROUILLER: _figer_le_premier_groupe,
    OUVRIR_CONTROLE: _ouvrir_le_controle,
    OUVRIR: _ouvrir_les_seances,
}
