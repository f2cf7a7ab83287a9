"""From the rows to the règlement: what a candidate brings, and the decision it proposes (DEL-12, DEL-13)."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cyclades.models import Inscription, Note, Origine, Position
from deliberation import reglement
from deliberation.models import Dossier, Jury, Modification, NoteControle
from deliberation.reglement import NoteEpreuve, Reglement, ReglementInconnu
from santorin.referentiel.models import EffetCode, Examen, Session
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus

POINTS = "POINTS"
PREFIXE_CONTROLE = "ECT:"
POSITIONS = {
    Position.INSCRIT: reglement.Position.INSCRIT,
    Position.BENEFICE: reglement.Position.BENEFICE,
    Position.DISPENSE: reglement.Position.DISPENSE,
}


@dataclass(frozen=True, slots=True)
class NoteLue:
    """A mark of the first group as the jury sees it: `valeur` prevails, `avant` is what Cyclades holds if changed."""

    cle: str
    libelle: str
    coefficient: str
    valeur: Valeur | None
    provenance: str
    position: Position
    avant: str = ""
    absence_justifiee: bool = False
    provisoire: bool = False

    @property
    def modifiee(self) -> bool:
        """Whether the jury changed it."""
        return bool(self.avant)


@dataclass(frozen=True, slots=True)
class ControleLu:
    """A mark of the épreuve de contrôle, in its part."""

    partie: str
    libelle: str
    epreuve: str
    choisie: str
    valeur: Valeur | None
    avant: str = ""

    @property
    def cle(self) -> str:
        """Its key among the changes."""
        return f"{PREFIXE_CONTROLE}{self.partie}"

    @property
    def modifiee(self) -> bool:
        """Whether the jury changed it."""
        return bool(self.avant)

    @property
    def provenance(self) -> str:
        """Where it comes from, as documents print it."""
        return "Modifiée en délibération" if self.modifiee else "Saisie par le centre"


@dataclass(frozen=True, slots=True)
class DossierLu:
    """A candidate before the jury, with the proposed decision; `anomalie` says why there is none."""

    dossier: Dossier
    notes: tuple[NoteLue, ...]
    controles: tuple[ControleLu, ...]
    points: Decimal
    decision: reglement.Decision | None
    anomalie: str = ""

    @property
    def toutes(self) -> list[NoteLue | ControleLu]:
        """The marks of both groups."""
        return [*self.notes, *self.controles]

    @property
    def provisoires(self) -> tuple[str, ...]:
        """The épreuves whose mark only holds the place of another one."""
        return tuple(note.libelle for note in self.notes if note.provisoire)

    @property
    def empreinte(self) -> str:
        """DEL-06: what a decision is taken on: marks and points. Another one later is another case."""
        lu = [[note.cle, str(note.valeur or "")] for note in self.toutes]
        return hashlib.sha256(json.dumps([lu, f"{self.points:.2f}"]).encode()).hexdigest()

    @property
    def a_reprendre(self) -> bool:
        """DEL-06: whether a mark came or changed after the jury's decision; unknown for the oldest decisions."""
        decidee = self.dossier.empreinte_decision
        return bool(self.dossier.decision and decidee) and decidee != self.empreinte

    @property
    def au_controle(self) -> bool:
        """Whether the first group admitted it to the épreuve de contrôle."""
        return self.dossier.issue_premier == reglement.Issue.AUTORISE.name


def reglement_du(jury: Jury) -> Reglement:
    """DEL-12: the règlement of a jury, with the référentiel's effects of codes. Raises `Refus` when there is none."""
    return reglement_pour(jury.groupe.examen, jury.groupe.session, jury.specialite.code)


def reglement_pour(examen: Examen, session: Session, specialite: str | None) -> Reglement:
    """DEL-12: the same, by what it depends on. Raises `Refus` when there is none."""
    try:
        trouve = reglement.reglement_de(examen.code, session.code, specialite)
    except ReglementInconnu as erreur:
        raise Refus(str(erreur)) from erreur
    connus = {
        effet.code: reglement.EffetCode(
            effet.code,
            effet.libelle.lower(),
            compte_zero=effet.compte_zero,
            bloque_diplome=effet.bloque_diplome,
            hors_moyenne=effet.hors_moyenne,
            affichage=effet.affichage,
            source="Effets des codes, référentiel de l'examen et de la session",
        )
        for effet in EffetCode.objects.filter(examen=examen, session=session)
    }
    if not connus:
        return trouve
    gardes = tuple(effet for effet in trouve.effets if effet.code not in connus)
    version = f"{trouve.version}, codes du référentiel"
    return trouve.avec_effets((*gardes, *connus.values()), version=version)


def dossiers_lus(
    jury: Jury, dossiers: Sequence[Dossier], regle: Reglement, *, groupe: reglement.Groupe | None = None
) -> list[DossierLu]:
    """These dossiers of one jury with marks and proposals: four queries, however many they are."""
    notes = _notes(dossiers)
    controles: dict[int, list[NoteControle]] = defaultdict(list)
    for controle in NoteControle.objects.filter(dossier__in=dossiers).order_by("partie"):
        controles[controle.dossier_id].append(controle)
    changees = _modifications(dossiers)
    return [
        _lire(
            dossier,
            notes[dossier.candidature_id],
            controles[dossier.pk],
            changees[dossier.pk],
            regle=regle,
            groupe=groupe or reglement.Groupe.SECOND,
        )
        for dossier in dossiers
    ]


def supposer(
    lu: DossierLu, regle: Reglement, valeurs: Mapping[str, Valeur], points: Decimal | None = None
) -> DossierLu:
    """DEL-06: the same dossier if these marks were changed (by key) and these points given; nothing is written."""
    notes = tuple(
        replace(note, valeur=valeurs[note.cle], avant=note.avant or str(note.valeur or "–"), provisoire=False)
        if note.cle in valeurs
        else note
        for note in lu.notes
    )
    controles = tuple(
        replace(note, valeur=valeurs[note.cle], avant=note.avant or str(note.valeur or "–"))
        if note.cle in valeurs
        else note
        for note in lu.controles
    )
    return proposer(
        DossierLu(lu.dossier, notes, controles, lu.points if points is None else points, None),
        regle,
        reglement.Groupe.SECOND,
    )


def proposer(lu: DossierLu, regle: Reglement, groupe: reglement.Groupe) -> DossierLu:
    """DEL-12: the dossier with the decision that the règlement proposes, or the sentence that says why not."""
    try:
        brut = reglement.Dossier(
            notes=tuple(note_donnee(note) for note in lu.notes),
            groupe=groupe,
            controle=_controle(lu.controles) if groupe is reglement.Groupe.SECOND else (),
            points_jury_controle=lu.points,
        )
        return replace(lu, decision=reglement.decider(regle, brut))
    except reglement.DossierInvalide as erreur:
        return replace(lu, anomalie=str(erreur))


def note_donnee(note: NoteLue) -> NoteEpreuve:
    """A mark as the calculation takes it. Raises `DossierInvalide` when mark and position contradict each other."""
    position = POSITIONS[note.position]
    valeur = None if note.valeur is None else (note.valeur.code or note.valeur.nombre)
    # A what-if or a change by the jury may have put another mark in place of the 0.
    justifiee = note.absence_justifiee and valeur == 0
    return NoteEpreuve(note.cle, valeur, position, absence_justifiee=justifiee)


def _controle(lus: Iterable[ControleLu]) -> tuple[reglement.NoteControle, ...]:
    return tuple(
        reglement.NoteControle(
            lu.partie,
            lu.epreuve or None,
            None if lu.valeur is None else (lu.valeur.code or lu.valeur.nombre),
        )
        for lu in lus
    )


def _notes(dossiers: Sequence[Dossier]) -> dict[int, list[Inscription]]:
    inscriptions: dict[int, list[Inscription]] = defaultdict(list)
    lues = Inscription.objects.filter(candidature__in=[dossier.candidature_id for dossier in dossiers])
    for inscription in lues.select_related("epreuve", "note"):
        inscriptions[inscription.candidature_id].append(inscription)
    return inscriptions


def _modifications(dossiers: Sequence[Dossier]) -> dict[int, dict[str, tuple[str, Modification]]]:
    """For each dossier and key: the value before the first change, and the last change."""
    changees: dict[int, dict[str, tuple[str, Modification]]] = defaultdict(dict)
    for modification in Modification.objects.filter(dossier__in=dossiers).order_by("id"):
        connues = changees[modification.dossier_id]
        avant, _ = connues.get(modification.cle, (modification.avant, modification))
        connues[modification.cle] = (avant, modification)
    return changees


def _lire(
    dossier: Dossier,
    inscriptions: Iterable[Inscription],
    controles: Iterable[NoteControle],
    changees: Mapping[str, tuple[str, Modification]],
    *,
    regle: Reglement,
    groupe: reglement.Groupe,
) -> DossierLu:
    par_code = {inscription.epreuve.code: inscription for inscription in inscriptions}
    notes = tuple(
        note_lue(epreuve, par_code[epreuve.code], changees.get(epreuve.code))
        for epreuve in regle.epreuves
        if epreuve.code in par_code
    )
    libelles = (
        {partie.code: partie.libelle for partie in regle.second_groupe.parties} if regle.second_groupe else {}
    )
    lus = tuple(_controle_lu(controle, libelles, regle, changees) for controle in controles)
    return proposer(DossierLu(dossier, notes, lus, dossier.points_jury, None), regle, groupe)


def note_lue(
    epreuve: reglement.EpreuveReglement,
    inscription: Inscription,
    changee: tuple[str, Modification] | None = None,
) -> NoteLue:
    """The mark that Cyclades holds, or the one that the jury put in its place."""
    note = getattr(inscription, "note", None)
    position = Position(inscription.position)
    justifiee = changee is None and position is Position.INSCRIT and _est_absence_justifiee(note)
    if changee:
        provenance = "Modifiée en délibération"
    elif position is Position.DISPENSE or (note is None and position is Position.BENEFICE):
        provenance = position.label
    elif justifiee:
        provenance = "Saisie à la main, absence justifiée"
    else:
        provenance = Origine(note.origine).label if note else "Note manquante"
    return NoteLue(
        cle=epreuve.code,
        libelle=epreuve.libelle,
        coefficient=str(Valeur(Decimal(epreuve.coefficient.numerator) / epreuve.coefficient.denominator)),
        valeur=valeur_de(changee[1]) if changee else (note.donnee if note else None),
        provenance=provenance,
        position=position,
        avant=(changee[0] or "–") if changee else "",
        absence_justifiee=justifiee,
        provisoire=changee is None and note is not None and note.origine == Origine.PROVISOIRE,
    )


def _est_absence_justifiee(note: Note | None) -> bool:
    """HAR-08: a 0 typed by hand is how a justified absence is entered; Santorin's « AB » never replaces it."""
    return note is not None and note.origine == Origine.SAISIE and note.valeur == 0


def _controle_lu(
    controle: NoteControle,
    libelles: Mapping[str, str],
    regle: Reglement,
    changees: Mapping[str, tuple[str, Modification]],
) -> ControleLu:
    changee = changees.get(f"{PREFIXE_CONTROLE}{controle.partie}")
    choisie = regle.epreuve(controle.epreuve)
    return ControleLu(
        partie=controle.partie,
        libelle=libelles.get(controle.partie, controle.partie),
        epreuve=controle.epreuve,
        choisie=choisie.libelle if choisie else "",
        valeur=valeur_de(changee[1]) if changee else controle.donnee,
        avant=(changee[0] or "–") if changee else "",
    )


def valeur_de(modification: Modification) -> Valeur:
    """The value that a change gave."""
    return Valeur(nombre=modification.valeur, code=modification.code)
