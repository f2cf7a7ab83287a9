"""Copies of a folder and marks of a file, put together and compared with the base, before anything is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from santorin.copies.etats import Emargement, EtatLot
from santorin.copies.models import (
    Composition,
    Correcteur,
    Correction,
    Epreuve,
    Lot,
    Question,
    Sujet,
)
from santorin.copies.regles.corrections import anomalie_points
from santorin.editions.tableaux import Anomalie, Ligne, Tableau, TableauRefuse
from santorin.preparation.regles.copies import COLONNES, CopieLue, lire
from santorin.preparation.regles.dossiers import AnomalieDeFichier, Cle, DossierLu, lire_dossiers
from santorin.referentiel.valeur import Valeur


@dataclass(frozen=True, slots=True)
class LotPrevu:
    """A lot of the file: the one of the base if it is there, and its lines."""

    numero: int
    sujet: Sujet
    correcteur: Correcteur
    rang: int
    existant: Lot | None
    lignes: tuple[CopieLue, ...]


@dataclass(slots=True)
class Plan:
    """What an import of copies would write; nothing is written while `anomalies` holds something."""

    epreuve: Epreuve
    compositions: dict[Cle, Composition] = field(default_factory=dict)
    dossiers: list[DossierLu] = field(default_factory=list)
    lignes: list[CopieLue] = field(default_factory=list)
    lots: list[LotPrevu] = field(default_factory=list)
    questions: dict[tuple[int, str], Question] = field(default_factory=dict)
    anomalies: list[str] = field(default_factory=list)


def preparer(epreuve: Epreuve, dossier: Path, notes: BinaryIO | None) -> Plan:
    """Read the folder and the file of marks of an épreuve, and check everything."""
    plan = Plan(epreuve)
    plan.compositions = {
        (c.candidat.numero, c.candidat.inscription): c
        for c in Composition.objects.filter(epreuve=epreuve).select_related("candidat", "epreuve__examen")
    }
    sujets = {sujet.code: sujet for sujet in epreuve.sujets.prefetch_related("questions__partie")}
    plan.questions = {(s.pk, q.numero): q for s in sujets.values() for q in s.questions.all()}
    _lire_dossiers(plan, dossier)
    if notes is not None:
        _lire_notes(plan, notes)
    _exiger_coherence(plan)
    plan.lots = list(_prevoir_lots(plan, sujets))
    _comparer(plan)
    return plan


def _lire_dossiers(plan: Plan, racine: Path) -> None:
    for dossier in lire_dossiers(racine):
        if isinstance(dossier, AnomalieDeFichier):
            plan.anomalies.append(str(dossier))
        elif dossier.cle not in plan.compositions:
            plan.anomalies.append(f"{dossier.chemin}\u00a0: candidat non inscrit à l’épreuve")
        else:
            plan.dossiers.append(dossier)


def _lire_notes(plan: Plan, fichier: BinaryIO) -> None:
    try:
        tableau = Tableau(fichier, COLONNES, libres=True)
        connues = {numero for _, numero in plan.questions}
        inconnues = set(tableau.titres) - {colonne.nom for colonne in COLONNES} - connues
        plan.anomalies += [
            f"Colonne «\u00a0{titre}\u00a0»\u00a0: aucune question de ce numéro"
            for titre in sorted(inconnues)
        ]
        vus: dict[tuple[Cle, int], int] = {}
        for ligne in tableau:
            _lire_ligne(plan, ligne, vus)
    except TableauRefuse as refus:
        plan.anomalies.append(str(refus.anomalie))


def _lire_ligne(plan: Plan, ligne: Ligne | Anomalie, vus: dict[tuple[Cle, int], int]) -> None:
    lue = lire(ligne) if isinstance(ligne, Ligne) else (ligne,)
    if not isinstance(lue, CopieLue):
        plan.anomalies += [str(anomalie) for anomalie in lue]
        return
    if lue.cle not in plan.compositions:
        plan.anomalies.append(
            f"Ligne {lue.ligne}\u00a0: candidat {' - '.join(lue.cle)} non inscrit à l’épreuve"
        )
    elif (premiere := vus.setdefault((lue.cle, lue.rang), lue.ligne)) != lue.ligne:
        plan.anomalies.append(f"Ligne {lue.ligne}\u00a0: copie déjà présente à la ligne {premiere}")
    else:
        plan.lignes.append(lue)


def _exiger_coherence(plan: Plan) -> None:
    """An absent has no copy; one who has a copy, or is in a lot, is not absent."""
    numerises = {dossier.cle: dossier.chemin for dossier in plan.dossiers}
    annonces = {ligne.cle: ligne.emargement for ligne in plan.lignes if ligne.emargement is not None}
    for cle, composition in plan.compositions.items():
        absent = annonces.get(cle, composition.emargement) == Emargement.ABSENT
        if absent and cle in numerises:
            plan.anomalies.append(
                f"{numerises[cle]}\u00a0: {composition.candidat} est absent, et une copie est dans le dossier"
            )
    for ligne in plan.lignes:
        composition = plan.compositions[ligne.cle]
        if ligne.lot is not None and (ligne.emargement or composition.emargement) == Emargement.ABSENT:
            plan.anomalies.append(f"Ligne {ligne.ligne}\u00a0: {composition.candidat} est émargé absent")


def _prevoir_lots(plan: Plan, sujets: dict[str, Sujet]) -> Iterator[LotPrevu]:
    correcteurs = {correcteur.numero: correcteur for correcteur in plan.epreuve.correcteurs.all()}
    existants = {lot.numero: lot for lot in plan.epreuve.lots.select_related("sujet", "correcteur")}
    par_lot: dict[int, list[CopieLue]] = {}
    for ligne in plan.lignes:
        if ligne.lot is not None:
            par_lot.setdefault(ligne.lot, []).append(ligne)
    for numero, lignes in sorted(par_lot.items()):
        sujet, correcteur = sujets.get(lignes[0].sujet), correcteurs.get(lignes[0].correcteur)
        plan.anomalies += _anomalies_de_lot(lignes, sujet, correcteur, existants.get(numero))
        if sujet and correcteur:
            yield LotPrevu(numero, sujet, correcteur, lignes[0].rang, existants.get(numero), tuple(lignes))


def _anomalies_de_lot(
    lignes: Sequence[CopieLue], sujet: Sujet | None, correcteur: Correcteur | None, existant: Lot | None
) -> Iterator[str]:
    premiere = lignes[0]
    if sujet is None:
        yield f"Ligne {premiere.ligne}\u00a0: sujet {premiere.sujet} inconnu de l’épreuve"
    if correcteur is None:
        yield f"Ligne {premiere.ligne}\u00a0: {premiere.correcteur} n’est pas un correcteur de l’épreuve"
    for ligne in lignes:
        if ligne.entete != premiere.entete:
            yield f"Ligne {ligne.ligne}\u00a0: le lot {ligne.lot} a un autre correcteur, sujet ou rang à la ligne {premiere.ligne}"
    if existant and (existant.correcteur, existant.sujet, existant.rang) != (
        correcteur,
        sujet,
        premiere.rang,
    ):
        yield f"Ligne {premiere.ligne}\u00a0: le lot {premiere.lot} existe avec un autre correcteur, sujet ou rang"


def _comparer(plan: Plan) -> None:
    """Points against the barème, copies already in another lot, locked lots that would change."""
    places = {(cle, rang): (lot, numero) for cle, rang, lot, numero in _corrections(plan.epreuve)}
    for prevu in plan.lots:
        for ligne in prevu.lignes:
            place = places.get((ligne.cle, prevu.rang))
            if place and place[1] != prevu.numero:
                plan.anomalies.append(f"Ligne {ligne.ligne}\u00a0: la copie est déjà dans le lot {place[1]}")
            elif place is None and prevu.existant and prevu.existant.etat == EtatLot.VERROUILLE:
                plan.anomalies.append(f"Ligne {ligne.ligne}\u00a0: le lot {prevu.numero} est verrouillé")
            plan.anomalies += [
                f"Ligne {ligne.ligne}\u00a0: {raison}" for raison in _hors_bareme(plan, prevu, ligne)
            ]
        plan.anomalies += _changements_interdits(prevu)


def _corrections(epreuve: Epreuve) -> Iterable[tuple[Cle, int, int, int]]:
    corrections = Correction.objects.filter(lot__epreuve=epreuve).order_by()
    for numero, inscription, rang, lot, numero_lot in corrections.values_list(
        "copie__composition__candidat__numero",
        "copie__composition__candidat__inscription",
        "rang",
        "lot",
        "lot__numero",
    ):
        yield (numero, inscription), rang, lot, numero_lot


def _hors_bareme(plan: Plan, prevu: LotPrevu, ligne: CopieLue) -> Iterator[str]:
    for numero, points in ligne.points.items():
        question = plan.questions.get((prevu.sujet.pk, numero))
        if question is None:
            yield f"la question {numero} n’est pas du sujet {prevu.sujet.code}"
        elif anomalie := anomalie_points(question, points):
            yield anomalie


def _changements_interdits(prevu: LotPrevu) -> Iterator[str]:
    """COR-03: lines that say something else than a locked lot."""
    if prevu.existant is None or prevu.existant.etat != EtatLot.VERROUILLE:
        return
    tenues = _tenues(prevu.existant)
    for ligne in prevu.lignes:
        if ligne.cle not in tenues:
            continue
        appreciation, points = tenues[ligne.cle]
        if ligne.appreciation not in ("", appreciation):
            yield f"Ligne {ligne.ligne}\u00a0: le lot {prevu.numero} est verrouillé, avec une autre appréciation"
        for numero, valeur in ligne.points.items():
            if (tenu := points.get(numero)) is not None and tenu != valeur:
                yield (
                    f"Ligne {ligne.ligne}\u00a0: le lot {prevu.numero} est verrouillé, et la question {numero} y a "
                    f"{Valeur(nombre=tenu)} au lieu de {Valeur(nombre=valeur)}"
                )


def _tenues(lot: Lot) -> dict[Cle, tuple[str, dict[str, Decimal]]]:
    """What a lot holds: appréciation and points by question's number, by candidate."""
    tenues: dict[Cle, tuple[str, dict[str, Decimal]]] = {}
    for correction in lot.corrections.select_related("copie__composition__candidat").prefetch_related(
        "notes__question"
    ):
        candidat = correction.copie.composition.candidat
        points = {note.question.numero: note.points for note in correction.notes.all()}
        tenues[candidat.numero, candidat.inscription] = (correction.appreciation, points)
    return tenues
