"""Receiving what an open editor did, in small batches, once (COR-01, COR-06)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import noter
from santorin.copies.actions.corrections import Obstacle
from santorin.copies.etats import COMMENCER, EtatLot
from santorin.copies.models import Annotation, Correction, Lot, Operation, Page
from santorin.copies.regles.bareme import alternatives
from santorin.copies.regles.corrections import obstacle_notation
from santorin.correction.echanges import Changement, Changements, Poser, Reception, Retirer
from santorin.correction.models import Poste
from santorin.correction.regles.fusion import Cadre, Etat, Fusion, est_complete, fusionner
from santorin.etats import passer
from santorin.refus import exiger

DESSINS = (Poser, Retirer)


@transaction.atomic
def integrer(
    correction: Correction,
    *,
    recus: Changements,
    par: Utilisateur,
    le: datetime,
    obstacle: Obstacle = obstacle_notation,
) -> Reception:
    """COR-06: apply a batch of an editor to a marking, and say what is held now; idempotent.

    A mark or an appréciation changed elsewhere in between is kept, and the change is among the `refuses`. Raises
    `Refus` when the lot is locked (`obstacle`: unless the coordinateur harmonises it, HAR-05).
    """
    lot = Lot.objects.select_for_update(of=("self",)).select_related("sujet", "epreuve__parametrage")
    correction.lot = lot.get(pk=correction.lot_id)
    exiger(obstacle(correction.lot))
    poste, _ = Poste.objects.get_or_create(correction=correction, cle=recus.poste)
    pages = _pages(correction)
    questions = correction.lot.sujet.questions.select_related("partie")
    cadre = Cadre({q.numero: q for q in questions}, frozenset(pages))
    correction.refresh_from_db(fields=["version", "appreciation"])
    version, avant = correction.version, _lire(correction, recus.changements)
    fusion = fusionner(avant, poste.derniere, recus.changements, cadre)
    if fusion.derniere != poste.derniere:
        Poste.objects.filter(pk=poste.pk).update(derniere=fusion.derniere)
    _noter(correction, avant, fusion.etat, cadre, par=par, le=le, obstacle=obstacle)
    _dessiner(correction, fusion.appliques, pages, par=par, le=le)
    return _reception(correction, version, fusion, cadre)


def _pages(correction: Correction) -> dict[UUID, int]:
    """NUM-02: the pages by key; what is put on a page that was scanned again goes to the page that replaced it."""
    lues = Page.objects.filter(copie=correction.copie_id).order_by("id")
    courantes = {page.numero: page.pk for page in lues if page.remplacee_le is None}
    return {page.cle: courantes.get(page.numero, page.pk) for page in lues}


def _lire(correction: Correction, changements: Iterable[Changement]) -> Etat:
    """The marking as it is, and of its annotations those that the batch speaks of."""
    cles = {c.cle for c in changements if isinstance(c, DESSINS)}
    posees: dict[UUID, tuple[UUID, dict[str, object]]] = {}
    connues: set[UUID] = set()
    if cles:
        lignes = Annotation.objects.filter(correction=correction, cle__in=cles).order_by("id")
        for cle, operation, page in lignes.values_list("cle", "operation", "page__cle"):
            connues.add(cle)
            if operation == Operation.RETIRER:
                posees.pop(cle, None)
            else:
                posees[cle] = (page, {})
    notes = dict(correction.notes.values_list("question__numero", "points"))
    choix = dict(correction.choisies.values_list("choix", "partie__numero"))
    return Etat(notes, correction.appreciation, posees, frozenset(connues), choix)


def _noter(
    correction: Correction,
    avant: Etat,
    apres: Etat,
    cadre: Cadre,
    *,
    par: Utilisateur,
    le: datetime,
    obstacle: Obstacle,
) -> None:
    """Record what became of the marks and the appréciation, by the act that journals it."""
    numeros = avant.notes.keys() | apres.notes.keys()
    points = {
        cadre.bareme[numero].pk: apres.notes.get(numero)
        for numero in numeros
        if numero in cadre.bareme and avant.notes.get(numero) != apres.notes.get(numero)
    }
    appreciation = apres.appreciation if apres.appreciation != avant.appreciation else None
    possibles = alternatives(cadre.bareme.values())
    choix = {
        nom: possibles[nom].get(apres.choix.get(nom, ""))
        for nom in possibles
        if avant.choix.get(nom) != apres.choix.get(nom)
    }
    if points or choix or appreciation is not None:
        noter(
            correction,
            points_par_question=points,
            appreciation=appreciation,
            choix=choix,
            par=par,
            le=le,
            obstacle=obstacle,
        )


def _dessiner(
    correction: Correction,
    appliques: Sequence[Changement],
    pages: dict[UUID, int],
    *,
    par: Utilisateur,
    le: datetime,
) -> None:
    """Add what was put and taken away to the log of the pages."""
    dessins = [c for c in appliques if isinstance(c, DESSINS)]
    if not dessins:
        return
    ou = dict(
        Annotation.objects.filter(
            correction=correction, operation=Operation.POSER, cle__in=[c.cle for c in dessins]
        )
        .order_by("id")
        .values_list("cle", "page")
    ) | {c.cle: pages[c.page] for c in dessins if isinstance(c, Poser)}
    Annotation.objects.bulk_create(
        Annotation(
            correction=correction,
            page_id=ou[c.cle],
            cle=c.cle,
            operation=Operation.POSER if isinstance(c, Poser) else Operation.RETIRER,
            contenu=c.contenu if isinstance(c, Poser) else None,
            le=le,
            par=par,
        )
        for c in dessins
    )
    Correction.objects.filter(pk=correction.pk).update(version=F("version") + 1)
    if correction.lot.etat == EtatLot.DISTRIBUE:
        passer(correction.lot, COMMENCER)


def _reception(correction: Correction, avant: int, fusion: Fusion, cadre: Cadre) -> Reception:
    correction.refresh_from_db(fields=["version"])
    obligatoire = correction.lot.epreuve.parametrage.appreciation
    return Reception(
        derniere=fusion.derniere,
        avant=avant,
        version=correction.version,
        notes=fusion.etat.notes,
        appreciation=fusion.etat.appreciation,
        complete=est_complete(fusion.etat, cadre.bareme, appreciation_obligatoire=obligatoire),
        refuses=fusion.refuses,
        choix=fusion.etat.choix,
    )
