"""From the marks to the règlement: the decision that it proposes (DEL-12, DEL-13)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cyclades.models import Position
from deliberation import reglement
from deliberation.models import Dossier, Jury
from deliberation.notes_lues import ControleLu, DossierLu, NoteLue, dossiers_bruts
from deliberation.reglement import NoteEpreuve, Reglement, ReglementInconnu
from santorin.referentiel.models import EffetCode, Examen, Session
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus

POSITIONS = {
    Position.INSCRIT: reglement.Position.INSCRIT,
    Position.BENEFICE: reglement.Position.BENEFICE,
    Position.DISPENSE: reglement.Position.DISPENSE,
}


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
    """These dossiers of one jury with marks and proposals: three queries, however many they are."""
    return [
        proposer(brut, regle, groupe or reglement.Groupe.SECOND)
        for brut in dossiers_bruts(dossiers, {jury.pk: regle})
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
