"""What is allowed at each moment of the second group; each sentence greys a button and refuses the act (DEL-11)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from deliberation.etats import CLOS, PASSAGES, TERMINER, EtatJury
from deliberation.models import (
    OUVERTURE_AU_PLUS,
    Dossier,
    GroupeDecision,
    ImportJurys,
    Jury,
    Membre,
    NatureSeance,
    Role,
    Seance,
)
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.accords import compter

ECHECS_AVANT_BLOCAGE = 5
MINUTES_DE_BLOCAGE = 15


@dataclass(frozen=True, slots=True)
class Tenue:
    """What the closing of a meeting looks at: decisions and presences still to be recorded, marks come meanwhile."""

    sans_decision: int
    a_reprendre: int
    provisoires: int
    presences_inconnues: int
    dirigeants_presents: int


def obstacle_passage(jury: Jury, verbe: str) -> str | None:
    """DEL-11: why a jury may not go through that passage now, or None."""
    passage = PASSAGES[verbe].passage
    if jury.etat in passage.de:
        return None
    attendu = EtatJury(passage.de[0])
    return (
        f"« {passage.libelle} » : le jury {jury.numero} est à l'état « {jury.etat_complet} », "
        f"il faudrait « {attendu} - {attendu.label} »."
    )


def obstacle_controle_ferme(groupe: GroupeDecision) -> str | None:
    """DEL-01, DEL-05: nothing of the épreuve de contrôle before the DEC opened it."""
    if groupe.controle_ouvert_le is not None:
        return None
    return "La DEC n'a pas encore ouvert l'épreuve de contrôle."


def obstacle_notes_manquantes(jury: Jury) -> str | None:
    """DEL-01: the missing marks are checked in state 200, once the DEC opened the épreuve de contrôle."""
    return obstacle_controle_ferme(jury.groupe) or _obstacle_etat(jury, (EtatJury.RECUEIL,))


def obstacle_saisie_controle(jury: Jury) -> str | None:
    """DEL-01: choices and marks of the épreuve de contrôle are entered in state 200."""
    return obstacle_notes_manquantes(jury)


def obstacle_livrets(jury: Jury) -> str | None:
    """DEL-06: livrets are given until the jury is closed: what it examined stays as it was."""
    if jury.etat in CLOS:
        return f"Le jury {jury.numero} est clos : les livrets qu'il a examinés ne changent plus."
    return None


def obstacle_plan_de_secours(jury: Jury) -> str | None:
    """DEL-02: the plan is generated before the deliberation, or during it when the line fails."""
    return obstacle_controle_ferme(jury.groupe) or _obstacle_etat(
        jury, (EtatJury.RECUEIL, EtatJury.DELIBERATION)
    )


def obstacle_edition(jury: Jury) -> str | None:
    """DEL-07, DEL-09: PVs and lists are edited when the jury is closed and in state 211."""
    if jury.etat == EtatJury.EDITIONS:
        return None
    if jury.etat in CLOS:
        return f"Le jury {jury.numero} est à l'état {jury.etat} : ses éditions se font à l'état 211."
    return f"Le jury {jury.numero} n'est pas clos : il est à l'état {jury.etat}."


def obstacle_seance(seance: Seance | None, jury: Jury) -> str | None:
    """DEL-06: the jury's acts need an open meeting: state 210, or a rectification."""
    if seance is None:
        return f"Le jury {jury.numero} ne délibère pas : il est à l'état « {jury.etat_complet} »."
    return None


def avertissement_apres_cloture(changees: int) -> str | None:
    """DEL-14: what a closed jury is told of marks that changed since: nothing moves by itself. None: nothing changed."""
    if not changees:
        return None
    dites = compter(changees, "décision a été prise,décisions ont été prises")
    return (
        f"{dites} sur une note ou une inscription qui a changé depuis la clôture du jury. Le résultat et le procès-verbal restent ce "
        "qu’ils sont : après la publication, la DEC peut réunir de nouveau le jury pour corriger une erreur matérielle."
    )


def obstacle_cloture(tenue: Tenue) -> str | None:
    """DEL-06: why a meeting may not be closed: a decision is missing, or the PV could not prove who sat."""
    if tenue.sans_decision:
        manque = compter(tenue.sans_decision, "candidat n'a,candidats n'ont")
        return f"{manque} pas encore de décision."
    if tenue.a_reprendre:
        reste = compter(tenue.a_reprendre, "décision a été prise,décisions ont été prises")
        return (
            f"{reste} sur une note ou une inscription qui a changé depuis : reprenez-les."
            if tenue.a_reprendre > 1
            else (f"{reste} sur une note ou une inscription qui a changé depuis : reprenez-la.")
        )
    if tenue.provisoires:
        reste = compter(tenue.provisoires, "candidat a,candidats ont")
        return f"{reste} encore une note provisoire."
    if tenue.presences_inconnues:
        manque = compter(tenue.presences_inconnues, "membre n'est,membres ne sont")
        return f"La composition n'est pas complète : {manque} ni présent ni absent."
    if not tenue.dirigeants_presents:
        return "Ni le président ni le vice-président n'est enregistré présent."
    return None


def obstacle_constitution(depot: ImportJurys) -> str | None:
    """DEL-06: why these files may not be applied, or None: whole, or not at all."""
    if depot.bilan is None:
        return "Le contrôle de ces fichiers n’est pas terminé."
    if depot.constitue_le is not None:
        return "Ces fichiers sont déjà appliqués."
    if refuses := depot.bilan["refuses"]:
        dites = compter(refuses, "ligne est refusée,lignes sont refusées")
        return f"{dites}\u00a0: corrigez le fichier et déposez-le à nouveau. Rien n’est fait à moitié."
    if not any(depot.bilan[quoi] for quoi in ("crees", "places", "deplaces", "nommes")):
        return "Ces fichiers ne changent rien\u00a0: tout y est déjà fait."
    return None


def obstacle_composition(jury: Jury, ouverte: Seance | None) -> str | None:
    """DEL-06, DEL-14: the composition moves until the jury is closed, and again while it sits again."""
    if jury.etat in CLOS and ouverte is None:
        return (
            f"Le jury {jury.numero} est clos\u00a0: sa composition ne change plus. Elle pourra changer s’il est réuni de "
            "nouveau pour corriger une erreur matérielle."
        )
    return None


def obstacle_remplacement(membre: Membre, remplacant: Membre | None, motif: str) -> str | None:
    """DEL-06: why this member may not be replaced by that one (None: by somebody who does not sit yet)."""
    if not motif.strip():
        return f"Dites pourquoi {membre} est remplacé."
    return _obstacle_appel(membre, remplacant) if remplacant is not None else None


def _obstacle_appel(membre: Membre, remplacant: Membre) -> str | None:
    """Why somebody who sits already may not take that place."""
    if remplacant.pk == membre.pk:
        return f"{membre} ne se remplace pas lui-même\u00a0: choisissez quelqu’un d’autre."
    if remplacant.jury_id != membre.jury_id or remplacant.sorti_le is not None:
        return f"{remplacant} ne siège pas dans ce jury."
    if remplacant.role == Role.PRESIDENT:
        return f"{remplacant} préside le jury\u00a0: il ne quitte pas la présidence pour un autre rôle."
    if not membre.dirige:
        return f"{remplacant} siège déjà\u00a0: choisissez une personne qui n’est pas encore du jury."
    return None


def obstacle_compte(compte: Utilisateur | None, nom: str) -> str | None:
    """DEL-06: a member's account exists, is active, and may deliberate."""
    if compte is None:
        return f"Le compte «\u00a0{nom}\u00a0» n’existe pas."
    if not (compte.is_active and compte.a_le_droit(Droit.DELIBERER)):
        return f"Le compte «\u00a0{nom}\u00a0» n’a pas le profil Jury, ou il est désactivé."
    return None


def obstacle_auteur(membre: Membre | None, presents: Collection[int]) -> str | None:
    """DEL-06: marks are changed, and decisions carried, by the président or vice-président, present."""
    if membre is None or not membre.dirige:
        return "Seul le président ou le vice-président du jury modifie une note ou porte une décision."
    if membre.sorti_le is not None:
        return (
            f"{membre} a été remplacé le {timezone.localtime(membre.sorti_le):%d/%m/%Y à %H:%M}\u00a0: il ne porte plus "
            "de décision."
        )
    if membre.pk not in presents:
        return f"{membre} n'est pas enregistré présent à cette séance : enregistrez d'abord la composition."
    return None


def obstacle_clore_par(membre: Membre | None, *, president_present: bool) -> str | None:
    """DEL-06: the président closes; the vice-président when the président is absent."""
    if membre is not None and membre.role == Role.PRESIDENT:
        return None
    if membre is not None and membre.role == Role.VICE_PRESIDENT and not president_present:
        return None
    return "Le jury est clos par son président, ou par le vice-président en son absence."


def obstacle_rectification(jury: Jury, ouverte: Seance | None) -> str | None:
    """DEL-14: a jury is reconvened after the publication only, one meeting at a time."""
    if jury.groupe.publie_le is None:
        return "Les résultats ne sont pas publiés : le jury n'a pas à être réuni de nouveau."
    if ouverte is not None:
        return "Une séance de ce jury est déjà ouverte."
    return None


def obstacle_pv_de_rectification(derniere: Seance | None) -> str | None:
    """DEL-14: the PV of the jury's last meeting, once it is closed, when it corrected a material error."""
    if derniere is None or not est_rectification(derniere):
        return "Ce jury n’a pas été réuni pour corriger une erreur matérielle."
    if derniere.close_le is None:
        return "La rectification en cours n’est pas close\u00a0: son procès-verbal sera édité ensuite."
    return None


def obstacle_publication(groupe: GroupeDecision, restants: int) -> str | None:
    """DEL-10: the DEC publishes when every jury of the group is in 214."""
    if groupe.publie_le is not None:
        return (
            f"Les résultats sont publiés depuis le {timezone.localtime(groupe.publie_le):%d/%m/%Y à %H:%M}."
        )
    if restants:
        return f"{compter(restants, 'jury n’a,jurys n’ont')} pas encore terminé."
    return None


def obstacle_periode(du: date | None, au: date | None, *, exigee: bool) -> str | None:
    """DEL-05, DEL-10: a period has two ends in order; it is compulsory to terminate."""
    if du is None and au is None:
        return "Donnez la période de délibération." if exigee else None
    if du is None or au is None:
        return "Donnez le début et la fin de la période de délibération."
    return None if du <= au else "La période de délibération finit avant d'avoir commencé."


def obstacle_ouverture_portail(
    motif: str, jusqu_a: datetime, le: datetime, en_cours: datetime | None = None
) -> str | None:
    """DEL-04: the portal is opened for a reason, until a moment to come, a day at most, once at a time.

    `en_cours`: the end of the opening that holds already.
    """
    if en_cours is not None:
        fin = f"{timezone.localtime(en_cours):%d/%m/%Y à %H:%M}"
        return f"Le portail est déjà ouvert, jusqu’au {fin}\u00a0: fermez-le avant de l’ouvrir autrement."
    if not motif.strip():
        return "Dites pourquoi le portail de secours est ouvert."
    if jusqu_a <= le:
        return "L'heure de fermeture est déjà passée."
    if jusqu_a - le > OUVERTURE_AU_PLUS:
        limite = f"{timezone.localtime(le + OUVERTURE_AU_PLUS):%d/%m/%Y à %H:%M}"
        return (
            f"Le portail s’ouvre pour {OUVERTURE_AU_PLUS // timedelta(hours=1)}\u00a0heures au plus\u00a0: donnez une "
            f"fermeture avant le {limite}. Il peut être ouvert de nouveau ensuite."
        )
    return None


def est_rectification(seance: Seance) -> bool:
    """DEL-14: whether that meeting corrects a material error."""
    return seance.nature == NatureSeance.RECTIFICATION


def est_de_la_seance(dossier: Dossier, seance: Seance) -> bool:
    """DEL-14: whether that meeting decides about this candidate: everybody, but at a rectification."""
    if not est_rectification(seance):
        return True
    return dossier.decidee_le is not None and dossier.decidee_le >= seance.ouverte_le


def exige_periode(verbe: str) -> bool:
    """DEL-10: to terminate, the period must be known."""
    return verbe == TERMINER


def _obstacle_etat(jury: Jury, etats: Collection[str]) -> str | None:
    if jury.etat in etats:
        return None
    attendus = " ou ".join(sorted(etats))
    return f"Le jury {jury.numero} est à l'état « {jury.etat_complet} » : il faudrait {attendus}."
