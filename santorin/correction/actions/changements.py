"""Receiving what an open editor did, in small batches, once (COR-01, COR-06)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import Notation
from santorin.copies.actions.corrections import LotPris, Obstacle, noter_pris, prendre
from santorin.copies.etats import COMMENCER, EtatLot
from santorin.copies.models import Annotation, Correction, Operation, Page
from santorin.copies.regles.bareme import alternatives
from santorin.copies.regles.corrections import obstacle_notation
from santorin.correction.echanges import Changement, Changements, Poser, Reception, Retirer
from santorin.correction.models import Poste
from santorin.correction.regles.fusion import Cadre, Etat, Fusion, est_complete, fusionner
from santorin.etats import passer

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
    pris = prendre(correction.lot_id, obstacle=obstacle)
    correction.lot = pris.lot
    tenues = Correction.objects.select_for_update(no_key=True)
    correction.refresh_from_db(fields=["version", "appreciation"], from_queryset=tenues)
    poste, _ = Poste.objects.get_or_create(correction=correction, cle=recus.poste)
    pages = _pages(correction) if any(isinstance(c, Poser) for c in recus.changements) else {}
    cadre = Cadre({question.numero: question for question in pris.bareme.values()}, frozenset(pages))
    version, avant = correction.version, _lire(correction, recus.changements, cadre)
    fusion = fusionner(avant, poste.derniere, recus.changements, cadre)
    if fusion.derniere != poste.derniere:
        Poste.objects.filter(pk=poste.pk).update(derniere=fusion.derniere)
    correction.version += _noter(correction, pris, avant, fusion.etat, cadre, par=par, le=le)
    correction.version += _dessiner(correction, fusion.appliques, pages, par=par, le=le)
    return _reception(correction, version, fusion, cadre)


def _pages(correction: Correction) -> dict[UUID, int]:
    """NUM-02: the pages by key; what is put on a page that was scanned again goes to the page that replaced it."""
    lues = Page.objects.filter(copie=correction.copie_id).order_by("id")
    courantes = {page.numero: page.pk for page in lues if page.remplacee_le is None}
    return {page.cle: courantes.get(page.numero, page.pk) for page in lues}


def _lire(correction: Correction, changements: Iterable[Changement], cadre: Cadre) -> Etat:
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
    numeros = {question.pk: numero for numero, question in cadre.bareme.items()}
    notes = {numeros[cle]: points for cle, points in correction.notes.values_list("question", "points")}
    a_choisir = alternatives(cadre.bareme.values())
    choix = dict(correction.choisies.values_list("choix", "partie__numero")) if a_choisir else {}
    return Etat(notes, correction.appreciation, posees, frozenset(connues), choix)


def _noter(
    correction: Correction,
    pris: LotPris,
    avant: Etat,
    apres: Etat,
    cadre: Cadre,
    *,
    par: Utilisateur,
    le: datetime,
) -> int:
    """Record what became of the marks and the appréciation, by the act that journals it; how many versions more."""
    points = {
        question.pk: apres.notes.get(numero)
        for numero, question in cadre.bareme.items()
        if avant.notes.get(numero) != apres.notes.get(numero)
    }
    appreciation = apres.appreciation if apres.appreciation != avant.appreciation else None
    choix = {
        nom: possibles.get(apres.choix.get(nom, ""))
        for nom, possibles in alternatives(cadre.bareme.values()).items()
        if avant.choix.get(nom) != apres.choix.get(nom)
    }
    if not points and not choix and appreciation is None:
        return 0
    notation = Notation(correction, points, appreciation, choix)
    return noter_pris(pris, [notation], {correction.pk: _au_journal(avant)}, par=par, le=le)


def _au_journal(etat: Etat) -> dict[str, str | None]:
    """The marking as `santorin.copies.actions.corrections.etats` says it."""
    dits: dict[str, str | None] = {"appreciation": etat.appreciation}
    dits |= {numero: str(points) for numero, points in etat.notes.items()}
    return dits | {f"choix {nom}": partie for nom, partie in etat.choix.items()}


def _dessiner(
    correction: Correction,
    appliques: Sequence[Changement],
    pages: dict[UUID, int],
    *,
    par: Utilisateur,
    le: datetime,
) -> int:
    """Add what was put and taken away to the log of the pages; how many versions more."""
    dessins = [c for c in appliques if isinstance(c, DESSINS)]
    if not dessins:
        return 0
    ou = {c.cle: pages[c.page] for c in dessins if isinstance(c, Poser)}
    if anciennes := {c.cle for c in dessins} - ou.keys():
        posees = Annotation.objects.filter(
            correction=correction, operation=Operation.POSER, cle__in=anciennes
        )
        ou |= dict(posees.order_by("id").values_list("cle", "page"))
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
    return 1


def _reception(correction: Correction, avant: int, fusion: Fusion, cadre: Cadre) -> Reception:
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
