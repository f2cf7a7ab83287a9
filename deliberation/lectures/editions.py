"""What the documents print: missing marks, PVI, PV, lists (DEL-01, DEL-02, DEL-07, DEL-08, DEL-09)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from deliberation.models import (
    Decidee,
    Dossier,
    Jury,
    Membre,
    Modification,
    NatureSeance,
    Presence,
    Resultat,
    Seance,
)
from deliberation.models.dossier import sans_accent
from deliberation.notes_lues import DossierLu
from deliberation.proposition import dossiers_lus, reglement_du
from deliberation.reglement import NoteManquante
from santorin.referentiel.models import Etablissement


@dataclass(frozen=True, slots=True)
class Manque:
    """A candidate whose mark of the épreuve de contrôle is awaited."""

    dossier: Dossier
    notes: tuple[NoteManquante, ...]
    centre: Etablissement


@dataclass(frozen=True, slots=True)
class ManquesDuJury:
    """The missing marks of one jury."""

    jury: Jury
    manques: tuple[Manque, ...]


@dataclass(frozen=True, slots=True)
class ProcesVerbal:
    """Everything that the PV of one meeting prints."""

    jury: Jury
    seance: Seance
    presences: tuple[tuple[Membre, bool | None], ...]
    admis: tuple[Resultat, ...]
    non_admis: tuple[Resultat, ...]
    modifications: tuple[Modification, ...]
    signataires: tuple[Membre, ...]
    precedents: Mapping[int, Resultat]  # by dossier, at a rectification: what it takes the place of

    @property
    def professionnels(self) -> int:
        """How many members of the profession sat."""
        return len({m.cle_de_personne for m, present in self.presences if present and m.professionnel})

    @property
    def siegeants(self) -> int:
        """How many sat."""
        return len({membre.cle_de_personne for membre, present in self.presences if present})

    @property
    def porteurs(self) -> int:
        """How many seats carried its decisions: more than one when the président was replaced, or absent for a time."""
        return len({lu.dossier.decidee_au_nom_de_id for lu in (*self.admis, *self.non_admis)})

    def sorti(self, membre: Membre) -> bool:
        """Whether he had left his seat when the meeting ended."""
        fin = self.seance.close_le
        return membre.sorti_le is not None and (fin is None or membre.sorti_le <= fin)


@dataclass(frozen=True, slots=True)
class Papillon:
    """A slip: the one place where the password of the emergency portal can be read (DEL-04)."""

    jury: Jury
    identifiant: str
    mot_de_passe: str


def manques(jurys: Iterable[Jury]) -> list[ManquesDuJury]:
    """DEL-01: the juries where a mark of the épreuve de contrôle is missing, and whose."""
    trouves = []
    for jury in jurys:
        dossiers = list(
            jury.dossiers.au_controle().dans_l_ordre().select_related("candidature", "centre_controle")
        )
        lignes = tuple(
            Manque(lu.dossier, lu.decision.manquantes, lu.dossier.centre_controle or jury.centre)
            for lu in dossiers_lus(jury, dossiers, reglement_du(jury))
            if lu.decision and lu.decision.manquantes
        )
        if lignes:
            trouves.append(ManquesDuJury(jury, lignes))
    return trouves


def proces_verbaux_individuels(jury: Jury) -> list[DossierLu]:
    """DEL-02: the candidates of a jury admitted to the épreuve de contrôle, with their marks and calculation."""
    dossiers = list(jury.dossiers.au_controle().dans_l_ordre())
    return dossiers_lus(jury, dossiers, reglement_du(jury)) if dossiers else []


def proces_verbal(jury: Jury, *, rectification: bool = False) -> ProcesVerbal:
    """DEL-07, DEL-14: the PV of the first meeting, or of the last rectification.

    What the closing froze, not what Cyclades says today: a mark that came afterwards changes no signed PV.
    """
    nature = NatureSeance.RECTIFICATION if rectification else NatureSeance.INITIALE
    seance = jury.seances.filter(nature=nature).latest("rang")
    lus = list(
        seance.resultats.select_related("dossier__candidature", "dossier__decidee_au_nom_de").order_by(
            sans_accent("dossier__candidature__nom"),
            sans_accent("dossier__candidature__prenoms"),
            "dossier__candidature__numero",
        )
    )
    modifications = tuple(
        seance.modifications.select_related("dossier__candidature", "auteur").order_by(
            sans_accent("dossier__candidature__nom"),
            sans_accent("dossier__candidature__prenoms"),
            "dossier__candidature__numero",
            "id",
        )
    )
    connues = {p.membre_id: p.present for p in Presence.objects.filter(seance=seance)}
    # Named since, for another meeting: not of this one. Replaced since: still of this one.
    membres = list(
        jury.membres.filter(pk__in=connues).dans_l_ordre().select_related("succede_a", "successeur")
    )
    pv = ProcesVerbal(
        jury=jury,
        seance=seance,
        presences=tuple((membre, connues[membre.pk]) for membre in membres),
        admis=tuple(lu for lu in lus if lu.decision == Decidee.ADMIS),
        non_admis=tuple(lu for lu in lus if lu.decision == Decidee.NON_ADMIS),
        modifications=modifications,
        signataires=(),
        precedents=_precedents(lus) if rectification else {},
    )
    return replace(pv, signataires=_signataires(pv))


def _precedents(lus: Sequence[Resultat]) -> dict[int, Resultat]:
    """DEL-14: the version of each result before these ones."""
    versions = {lu.dossier_id: lu.numero for lu in lus}
    anterieurs = Resultat.objects.filter(dossier__in=versions).order_by("numero")
    return {lu.dossier_id: lu for lu in anterieurs if lu.numero < versions[lu.dossier_id]}


def _signataires(pv: ProcesVerbal) -> tuple[Membre, ...]:
    """DEL-07: who changed marks signs; otherwise who presided at the end.

    Who left his seat may not come back to sign: who presided at the end signs too.
    """
    siegeants = [membre for membre, present in pv.presences if membre.dirige and present]
    cles = {modification.auteur_id for modification in pv.modifications}
    auteurs = [membre for membre in siegeants if membre.pk in cles]
    if auteurs and not any(pv.sorti(membre) for membre in auteurs):
        return tuple(auteurs)
    a_la_fin = [membre for membre in siegeants if not pv.sorti(membre)][:1]
    return (*auteurs, *(membre for membre in a_la_fin if membre not in auteurs))


def admis_affichables(jury: Jury) -> list[Dossier]:
    """DEL-09: the posted list: admis, without présumés fraudeurs nor liste rouge, by name."""
    return list(jury.dossiers.filter(decision=Decidee.ADMIS).affichables().dans_l_ordre())


def non_admis(jury: Jury) -> list[Dossier]:
    """DEL-09: the list that is not posted."""
    return list(jury.dossiers.filter(decision=Decidee.NON_ADMIS).dans_l_ordre())


def ecartes(jurys: Iterable[Jury]) -> list[tuple[Jury, list[Dossier]]]:
    """DEL-08: présumés fraudeurs and liste rouge, by jury; juries that have none are left out."""
    par_jury = [(jury, list(jury.dossiers.ecartes_de_l_affichage().dans_l_ordre())) for jury in jurys]
    return [(jury, dossiers) for jury, dossiers in par_jury if dossiers]
