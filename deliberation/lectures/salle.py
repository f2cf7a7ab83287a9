"""The deliberation room: the open meeting, who is there, how far it is (DEL-06)."""

from collections.abc import Sequence
from dataclasses import dataclass

from deliberation import regles
from deliberation.models import Decidee, Jury, Membre, Seance
from deliberation.notes_lues import DossierLu
from deliberation.proposition import dossiers_lus, reglement_du
from deliberation.reglement import Issue, Reglement


@dataclass(frozen=True, slots=True)
class Salle:
    """A jury at work: its candidates of the épreuve de contrôle, its members, and what prevents closing.

    Members with their presence at the open meeting, or at the last one.
    """

    jury: Jury
    seance: Seance | None
    regle: Reglement
    lignes: tuple[DossierLu, ...]
    membres: tuple[tuple[Membre, bool | None], ...]
    obstacle: str | None

    @property
    def decides(self) -> int:
        """How many have their decision."""
        return sum(1 for lu in self.lignes if lu.dossier.decision)

    @property
    def dirigeants_presents(self) -> bool:
        """DEL-06: whether somebody who may carry a decision is recorded present."""
        return any(m.dirige and m.sorti_le is None and present for m, present in self.membres)

    @property
    def avertissement(self) -> str | None:
        """DEL-14: that marks changed after the meeting was closed; None while one is open."""
        if self.seance is not None:
            return None
        return regles.avertissement_apres_cloture(sum(1 for lu in self.lignes if lu.a_reprendre))


def seance_ouverte(jury: Jury) -> Seance | None:
    """The jury's open meeting: of state 210, or a rectification."""
    return Seance.objects.filter(jury=jury, close_le=None).select_related("jury").first()


def presents(seance: Seance) -> frozenset[int]:
    """Keys of the members recorded present."""
    return frozenset(seance.presences.filter(present=True).values_list("membre_id", flat=True))


def presences(seance: Seance) -> dict[int, bool]:
    """Who sat at a meeting, by the member's key, as far as it was recorded."""
    return dict(seance.presences.values_list("membre_id", "present"))


def tenue(seance: Seance, lus: Sequence[DossierLu]) -> regles.Tenue:
    """What still prevents closing that meeting; `lus`: the jury's candidates as they are now."""
    membres = list(Membre.objects.en_fonction().filter(jury=seance.jury_id))
    connues = presences(seance)
    # A rectification freezes the results that it touches only: the others were closed with their meeting.
    touches = [lu for lu in lus if regles.est_de_la_seance(lu.dossier, seance)]
    return regles.Tenue(
        sans_decision=sum(1 for lu in lus if not lu.dossier.decision),
        a_reprendre=sum(1 for lu in touches if lu.a_reprendre),
        provisoires=sum(1 for lu in touches if lu.provisoires),
        presences_inconnues=sum(1 for membre in membres if membre.pk not in connues),
        dirigeants_presents=sum(1 for membre in membres if membre.dirige and connues.get(membre.pk)),
    )


def derniere_seance(jury: Jury) -> Seance | None:
    """DEL-06, DEL-14: the jury's last meeting, open or closed."""
    return jury.seances.order_by("-rang").first()


def salle(jury: Jury) -> Salle:
    """DEL-06: the whole room, in a number of queries that does not grow with the candidates."""
    regle = reglement_du(jury)
    dossiers = list(jury.dossiers.au_controle().dans_l_ordre())
    seance = seance_ouverte(jury)
    tenue_ou_derniere = seance or derniere_seance(jury)
    connues = presences(tenue_ou_derniere) if tenue_ou_derniere else {}
    # Who left his seat is shown where he was recorded: the meeting that he sat at.
    membres = tuple(
        (membre, connues.get(membre.pk))
        for membre in jury.membres.dans_l_ordre().select_related("succede_a", "successeur", "utilisateur")
        if membre.sorti_le is None or membre.pk in connues
    )
    lignes = tuple(dossiers_lus(jury, dossiers, regle))
    return Salle(
        jury=jury,
        seance=seance,
        regle=regle,
        lignes=lignes,
        membres=membres,
        obstacle=regles.obstacle_seance(seance, jury)
        if seance is None
        else regles.obstacle_cloture(tenue(seance, lignes)),
    )


def decision_proposee(lu: DossierLu) -> Decidee | None:
    """DEL-12: what the calculation proposes, None while it cannot."""
    if lu.decision is None or lu.decision.issue is Issue.EN_ATTENTE:
        return None
    return Decidee.ADMIS if lu.decision.issue is Issue.ADMIS else Decidee.NON_ADMIS
