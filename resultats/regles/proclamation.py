"""What is proclaimed for a candidature, or why nothing is yet: pure functions on rows already read (RES-06, DEL-12)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import Enum
from typing import Any

from django.utils import timezone

from cyclades.models import Candidature, Inscription, Position
from cyclades.regles import lire_valeur
from deliberation import reglement
from deliberation.models import Decidee, Dossier, Resultat
from deliberation.models.dossier import Issue
from deliberation.notes_lues import NoteLue, note_lue
from deliberation.proposition import POSITIONS, note_donnee
from deliberation.reglement import NoteEpreuve, Reglement
from deliberation.reglement.fiche import decimal
from deliberation.reglement.notes import Statut, retenir
from resultats.models import DecisionProclamee

SECOND_GROUPE = "Second groupe"
CERTIFICAT = "Certificat"


class Motif(Enum):
    """Why a candidature has no result yet; the words of the compte rendu."""

    NON_PUBLIE = "le groupe de décision n’est pas publié"
    SANS_JURY = "la candidature n’est rattachée à aucun jury"
    SANS_DECISION = "le jury n’a pas arrêté sa décision"
    NOTES = "il manque une note"
    PROVISOIRE = "une note est encore provisoire"
    SANS_REGLEMENT = "aucun règlement"
    DOSSIER = "le règlement ne lit pas ce dossier"
    DESACCORD = "l’issue calculée n’est plus celle qui a été verrouillée"


# What somebody must look into: the others are a matter of time.
ANOMALIES = frozenset({Motif.SANS_JURY, Motif.SANS_REGLEMENT, Motif.DOSSIER, Motif.DESACCORD})


@dataclass(frozen=True, slots=True)
class Attente:
    """No result yet."""

    motif: Motif
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.motif.value} ({self.detail})" if self.detail else self.motif.value


@dataclass(frozen=True, slots=True)
class Situation:
    """A candidature with all that its result comes from. `precedent`: number and imprint of its last result."""

    candidature: Candidature
    inscriptions: Sequence[Inscription]
    dossier: Dossier | None = None
    delibere: Resultat | None = None
    precedent: tuple[int, str] = (0, "")


@dataclass(frozen=True, slots=True)
class Contenu:
    """What is proclaimed, whole; the fields of `ResultatProclame`."""

    decision: DecisionProclamee
    libelle: str
    affichage: str
    mention: str
    certificat: str
    reglement: str
    epreuves: list[dict[str, str]]
    fiche: list[dict[str, Any]]
    groupe_decision: str = ""
    jury: str = ""
    jury_le: date | None = None

    @property
    def empreinte(self) -> str:
        """SHA-256 of all of it: two equal ones are the same version."""
        texte = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(texte.encode()).hexdigest()


def etablir(situation: Situation, regle: Reglement) -> Contenu | Attente:
    """RES-06: the result of a candidature: its jury's, once published, or its règlement's where there is no jury."""
    dossier = situation.dossier
    if dossier is None:
        return _calcule(situation, regle) if regle.second_groupe is None else Attente(Motif.SANS_JURY)
    if dossier.jury.groupe.publie_le is None:
        return Attente(Motif.NON_PUBLIE, f"groupe {dossier.jury.groupe.numero}")
    if dossier.issue_premier == Issue.AUTORISE and regle.second_groupe is not None:
        return _delibere(situation, situation.delibere, regle)
    return _accorde(_calcule(situation, regle), dossier)


def version(situation: Situation, contenu: Contenu) -> int | None:
    """The number of the version to write, None when nothing changed since the last one."""
    numero, empreinte = situation.precedent
    return None if empreinte == contenu.empreinte else numero + 1


def _calcule(situation: Situation, regle: Reglement) -> Contenu | Attente:
    par_code = {inscription.epreuve.code: inscription for inscription in situation.inscriptions}
    notes = [
        note_lue(epreuve, par_code[epreuve.code]) for epreuve in regle.epreuves if epreuve.code in par_code
    ]
    try:
        donnees = tuple(note_donnee(note) for note in notes)
        decision = reglement.decider(regle, reglement.Dossier(notes=donnees))
    except reglement.DossierInvalide as erreur:
        return Attente(Motif.DOSSIER, str(erreur))
    if decision.issue is reglement.Issue.EN_ATTENTE:
        return Attente(Motif.NOTES, ", ".join(note.libelle for note in decision.manquantes))
    if provisoires := [note.libelle for note in notes if note.provisoire]:
        return Attente(Motif.PROVISOIRE, ", ".join(provisoires))
    return Contenu(
        decision=DecisionProclamee(decision.issue.name),
        libelle=decision.libelle,
        affichage=decision.affichage,
        mention=decision.mention or "",
        certificat=decision.certificat or "",
        reglement=decision.version,
        epreuves=_epreuves(regle, notes, donnees),
        fiche=[_etape(etape) for etape in decision.fiche],
        **_jury(situation),
    )


def _accorde(contenu: Contenu | Attente, dossier: Dossier) -> Contenu | Attente:
    """The first group's outcome was locked in state 198: what is calculated today must agree with it."""
    if isinstance(contenu, Attente) or contenu.decision.value == dossier.issue_premier:
        return contenu
    verrouillee = Issue(dossier.issue_premier).label if dossier.issue_premier else "aucune"
    return Attente(Motif.DESACCORD, f"verrouillée\u00a0: {verrouillee}, calculée\u00a0: {contenu.libelle}")


def _delibere(situation: Situation, resultat: Resultat | None, regle: Reglement) -> Contenu | Attente:
    """What the jury's last meeting froze, not what Cyclades says today."""
    if resultat is None:
        return Attente(Motif.SANS_DECISION)
    positions = {i.epreuve.code: Position(i.position) for i in situation.inscriptions}
    premier = [note for note in resultat.notes if regle.epreuve(note["cle"])]
    admis = resultat.decision == Decidee.ADMIS
    try:
        donnees = tuple(_donnee(note, positions) for note in premier)
    except reglement.DossierInvalide as erreur:
        return Attente(Motif.DOSSIER, str(erreur))
    notes = [_figee(note, positions) for note in premier]
    return Contenu(
        decision=DecisionProclamee.ADMIS if admis else DecisionProclamee.AJOURNE,
        libelle=DecisionProclamee.ADMIS.label if admis else regle.ajourne,
        affichage=resultat.moyenne,
        mention=resultat.mention,
        certificat="" if admis else _certificat(resultat.fiche),
        reglement=resultat.reglement,
        epreuves=[*_epreuves(regle, notes, donnees), *_controles(resultat.notes, regle)],
        fiche=resultat.fiche,
        **_jury(situation),
    )


def _epreuves(
    regle: Reglement, notes: Sequence[NoteLue], donnees: tuple[NoteEpreuve, ...]
) -> list[dict[str, str]]:
    retenues = {note.epreuve.code: note for note in retenir(regle, reglement.Dossier(notes=donnees))}
    return [
        {
            "code": note.cle,
            "libelle": note.libelle,
            "groupe": retenues[note.cle].epreuve.groupe,
            "note": str(note.valeur or ""),
            "sur": decimal(retenues[note.cle].epreuve.bareme),
            "coefficient": note.coefficient,
            "points": decimal(retenues[note.cle].points)
            if retenues[note.cle].statut is Statut.COMPTEE
            else "",
            "position": note.position.label,
            "provenance": note.provenance,
        }
        for note in notes
    ]


def _controles(notes: Iterable[Mapping[str, str]], regle: Reglement) -> list[dict[str, str]]:
    """The marks of the épreuve de contrôle: their effect on the total is in the fiche."""
    return [
        {
            "code": note["cle"],
            "libelle": note["libelle"],
            "groupe": SECOND_GROUPE,
            "note": note["note"],
            "sur": "20",
            "coefficient": "",
            "points": "",
            "position": Position.INSCRIT.label,
            "provenance": note["provenance"],
        }
        for note in notes
        if regle.epreuve(note["cle"]) is None
    ]


def _donnee(note: Mapping[str, str], positions: Mapping[str, Position]) -> NoteEpreuve:
    valeur = lire_valeur(note["note"]) if note["note"] else None
    return NoteEpreuve(
        note["cle"],
        None if valeur is None else valeur.code or valeur.nombre,
        POSITIONS[positions.get(note["cle"], Position.INSCRIT)],
    )


def _figee(note: Mapping[str, str], positions: Mapping[str, Position]) -> NoteLue:
    return NoteLue(
        cle=note["cle"],
        libelle=note["libelle"],
        coefficient=note["coefficient"],
        valeur=lire_valeur(note["note"]) if note["note"] else None,
        provenance=note["provenance"],
        position=positions.get(note["cle"], Position.INSCRIT),
    )


def _certificat(fiche: Iterable[Mapping[str, Any]]) -> str:
    return next((str(etape["resultat"]) for etape in fiche if etape["titre"] == CERTIFICAT), "")


def _jury(situation: Situation) -> dict[str, Any]:
    dossier = situation.dossier
    if dossier is None:
        return {}
    seance = situation.delibere.seance.close_le if situation.delibere else None
    clos_le = seance or dossier.jury.clos_le
    return {
        "groupe_decision": dossier.jury.groupe.numero,
        "jury": dossier.jury.numero,
        "jury_le": timezone.localdate(clos_le) if clos_le else None,
    }


def _etape(etape: reglement.Etape) -> dict[str, Any]:
    return {
        "titre": etape.titre,
        "texte": etape.texte,
        "resultat": etape.resultat,
        "source": etape.source,
        "version": etape.version,
        "entrees": [[entree.libelle, entree.texte] for entree in etape.entrees],
    }


def ligne(situation: Situation, contenu: Contenu) -> dict[str, Any]:
    """The columns of the row to write."""
    champs: dict[str, Any] = {champ.name: getattr(contenu, champ.name) for champ in fields(contenu)}
    return champs | {"candidature": situation.candidature, "empreinte": contenu.empreinte}
