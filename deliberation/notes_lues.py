"""What a candidate brings before the jury: marks of both groups, where each comes from, what was changed (DEL-06)."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cyclades.models import Inscription, Note, Origine, Position
from deliberation import reglement
from deliberation.models import Dossier, Modification, NoteControle
from deliberation.reglement import Reglement
from santorin.referentiel.valeur import Valeur

POINTS = "POINTS"
PREFIXE_CONTROLE = "ECT:"


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

    @property
    def situation(self) -> tuple[str, ...]:
        """What makes the same value count otherwise: the position, a justified absence."""
        return (self.position, "justifiee" if self.absence_justifiee else "")


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
    def situation(self) -> tuple[str, ...]:
        """What makes the same value count otherwise: the discipline that it replaces."""
        return (self.epreuve,)

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
        """DEL-06: what a decision is taken on: marks, how each one counts, and points. Another one is another case."""
        return self._digerer([[note.cle, str(note.valeur or ""), *note.situation] for note in self.toutes])

    @property
    def a_reprendre(self) -> bool:
        """DEL-06: whether what the decision was taken on changed since; unknown for the oldest decisions."""
        decidee = self.dossier.empreinte_decision
        if not self.dossier.decision or not decidee:
            return False
        # Decisions taken before positions were looked at kept a digest of marks and points only.
        ancienne = self._digerer([[note.cle, str(note.valeur or "")] for note in self.toutes])
        return decidee not in {self.empreinte, ancienne}

    def _digerer(self, lu: Sequence[Sequence[str]]) -> str:
        return hashlib.sha256(json.dumps([lu, f"{self.points:.2f}"]).encode()).hexdigest()

    @property
    def au_controle(self) -> bool:
        """Whether the first group admitted it to the épreuve de contrôle."""
        return self.dossier.issue_premier == reglement.Issue.AUTORISE.name


def dossiers_bruts(dossiers: Sequence[Dossier], regles: Mapping[int, Reglement]) -> list[DossierLu]:
    """These dossiers with their marks, nothing proposed yet: three queries, however many they are.

    `regles`: the règlement of each jury, by its key.
    """
    inscriptions = _inscriptions(dossiers)
    controles: dict[int, list[NoteControle]] = defaultdict(list)
    for controle in NoteControle.objects.filter(dossier__in=dossiers).order_by("partie"):
        controles[controle.dossier_id].append(controle)
    changees = _modifications(dossiers)
    return [
        _lire(
            dossier,
            inscriptions[dossier.candidature_id],
            controles[dossier.pk],
            changees[dossier.pk],
            regle=regles[dossier.jury_id],
        )
        for dossier in dossiers
    ]


def _inscriptions(dossiers: Sequence[Dossier]) -> dict[int, list[Inscription]]:
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
    return DossierLu(dossier, notes, lus, dossier.points_jury, None)


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
