"""Importing scanned copies and their marks, so that an épreuve marked elsewhere can be closed (PRE-01, NUM-02, COR-03)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Max

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import Depot, Notation, deposer_pages, emarger, noter_lot, verrouiller
from santorin.copies.cles import cles_distinctes
from santorin.copies.etats import Emargement, EtatLot
from santorin.copies.fichiers import ecrire
from santorin.copies.models import Copie, Correction, Lot
from santorin.copies.regles.lots import Avancement, avancements, obstacle_verrouillage
from santorin.journal.actions import journaliser
from santorin.preparation.regles.dossiers import PageLue
from santorin.preparation.regles.plan import LotPrevu, Plan
from santorin.preparation.regles.rapprochement import par_paquets
from santorin.referentiel.accords import compter
from santorin.refus import Refus, exiger
from santorin.traitements.compte_rendu import CompteRendu

PAQUET: Final = 200  # copies filed by one entry of the journal


@dataclass(slots=True)
class BilanCopies:
    """What an import of copies did: candidates émargés, pages new, lots made, copies marked, lots locked."""

    emarges: int = 0
    pages: int = 0
    lots: int = 0
    notees: int = 0
    verrouilles: int = 0


@transaction.atomic
def importer_copies(
    plan: Plan, *, verrouiller_lots: bool, compte_rendu: CompteRendu, par: Utilisateur, le: datetime
) -> BilanCopies:
    """Write a checked plan: attendance, copies and pages, lots, marks; lock the lots that are complete, if asked.

    The whole run or nothing; the same run again changes nothing. Raises `Refus` when the plan has a fault.
    """
    exiger(_obstacle(plan))
    bilan = BilanCopies(emarges=_emarger(plan, par=par, le=le))
    copies = _creer_copies(plan)
    bilan.pages = _deposer(plan, copies, compte_rendu, par=par, le=le)
    for prevu in plan.lots:
        lot = prevu.existant or _creer_lot(plan, prevu, par=par, le=le)
        bilan.lots += prevu.existant is None
        bilan.notees += _noter(plan, prevu, lot, copies, par=par, le=le)
        if verrouiller_lots:
            bilan.verrouilles += _verrouiller(lot, compte_rendu, par=par, le=le)
    return bilan


def _obstacle(plan: Plan) -> str | None:
    if plan.anomalies:
        return f"Rien n’est importé\u00a0: {compter(len(plan.anomalies), 'anomalie')}."
    return None


def _emarger(plan: Plan, *, par: Utilisateur, le: datetime) -> int:
    """What the file says of the attendance; whoever has a copy, or is in a lot, was there."""
    etats = {cle: composition.emargement for cle, composition in plan.compositions.items()}
    presents = {dossier.cle for dossier in plan.dossiers} | {ligne.cle for ligne in plan.lignes if ligne.lot}
    voulus = {cle: Emargement.PRESENT for cle in presents if etats[cle] == Emargement.NON_EMARGE}
    voulus |= {ligne.cle: ligne.emargement for ligne in plan.lignes if ligne.emargement is not None}
    changes = 0
    for etat in Emargement:
        compositions = [plan.compositions[cle] for cle, voulu in voulus.items() if voulu == etat]
        changes += emarger(compositions, etat, par=par, le=le).changes
    return changes


def _creer_copies(plan: Plan) -> dict[int, Copie]:
    """The copies of those who have pages or a lot, by sitting (primary key)."""
    cles = {dossier.cle for dossier in plan.dossiers} | {ligne.cle for ligne in plan.lignes if ligne.lot}
    compositions = [plan.compositions[cle] for cle in sorted(cles)]
    Copie.objects.bulk_create(
        [Copie(composition=composition) for composition in compositions], ignore_conflicts=True
    )
    copies = Copie.objects.filter(composition__in=compositions)
    return {copie.composition_id: copie for copie in copies}


def _deposer(
    plan: Plan, copies: dict[int, Copie], compte_rendu: CompteRendu, *, par: Utilisateur, le: datetime
) -> int:
    nouvelles = faites = 0
    for paquet in par_paquets(plan.dossiers, PAQUET):
        depots = [
            Depot(copies[plan.compositions[dossier.cle].pk], page.numero, page.image)
            for dossier in paquet
            for page in dossier.pages
        ]
        for dossier in paquet:
            for page in dossier.pages:
                _ranger(page)
        nouvelles += deposer_pages(depots, fil=f"epreuve:{plan.epreuve.pk}", par=par, le=le)
        faites += len(paquet)
        compte_rendu.avancer(faites, len(plan.dossiers))
    return nouvelles


def _ranger(page: PageLue) -> None:
    contenu = page.fichier.read_bytes()
    if hashlib.sha256(contenu).hexdigest() != page.image.sha256:
        raise Refus(f"{page.fichier} a changé pendant l’import\u00a0: recommencez.")
    ecrire(page.image, contenu)


def _creer_lot(plan: Plan, prevu: LotPrevu, *, par: Utilisateur, le: datetime) -> Lot:
    lot = Lot.objects.create(
        epreuve=plan.epreuve,
        numero=prevu.numero,
        sujet=prevu.sujet,
        correcteur=prevu.correcteur,
        rang=prevu.rang,
        etat=EtatLot.DISTRIBUE,
    )
    journaliser(
        "lot.importer",
        fil=f"lot:{lot.pk}",
        objet=f"Lot {lot.numero} – {plan.epreuve}",
        par=par,
        le=le,
        apres={"sujet": prevu.sujet.code, "correcteur": prevu.correcteur.numero, "rang": prevu.rang},
    )
    return lot


def _noter(
    plan: Plan, prevu: LotPrevu, lot: Lot, copies: dict[int, Copie], *, par: Utilisateur, le: datetime
) -> int:
    """The copies of the lot and their marks; a locked lot says the same already."""
    if lot.etat == EtatLot.VERROUILLE:
        return 0
    siennes = [copies[plan.compositions[ligne.cle].pk] for ligne in prevu.lignes]
    presentes = dict(lot.corrections.values_list("copie", "cle"))
    suivant = (lot.corrections.aggregate(Max("ordre"))["ordre__max"] or 0) + 1
    nouvelles = [copie for copie in siennes if copie.pk not in presentes]
    cles = cles_distinctes(len(nouvelles), deja=presentes.values())
    Correction.objects.bulk_create(
        Correction(copie=copie, lot=lot, cle=cle, rang=prevu.rang, ordre=ordre)
        for ordre, (copie, cle) in enumerate(zip(nouvelles, cles, strict=True), start=suivant)
    )
    corrections = {correction.copie_id: correction for correction in lot.corrections.all()}
    return noter_lot(lot, list(_notations(plan, prevu, copies, corrections)), par=par, le=le)


def _notations(
    plan: Plan, prevu: LotPrevu, copies: dict[int, Copie], corrections: dict[int, Correction]
) -> Iterator[Notation]:
    """What the file gives; a cell left empty leaves what is there."""
    for ligne in prevu.lignes:
        points: dict[int, Decimal | None] = {
            plan.questions[prevu.sujet.pk, numero].pk: valeur for numero, valeur in ligne.points.items()
        }
        correction = corrections[copies[plan.compositions[ligne.cle].pk].pk]
        # The alternative answered is the one that has points (PRE-02).
        traitees = (plan.questions[prevu.sujet.pk, numero].partie for numero in ligne.points)
        choix = {partie.choix: partie for partie in traitees if partie is not None and partie.choix}
        if points or ligne.appreciation:
            yield Notation(correction, points, ligne.appreciation or None, choix)


def _verrouiller(lot: Lot, compte_rendu: CompteRendu, *, par: Utilisateur, le: datetime) -> bool:
    """COR-03: lock the lot if it is complete; say why not otherwise."""
    lu = Lot.objects.select_related("epreuve__parametrage").get(pk=lot.pk)
    if lu.etat == EtatLot.VERROUILLE:
        return False
    if obstacle := obstacle_verrouillage(lu, avancements([lu]).get(lu.pk, Avancement())):
        compte_rendu.alerter(f"{lu} non verrouillé\u00a0: {obstacle}")
        return False
    verrouiller(lu, par=par, le=le)
    return True
