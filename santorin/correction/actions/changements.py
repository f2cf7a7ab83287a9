"""Receiving what an open editor did, in small batches, once (COR-01, COR-06)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import Notation
from santorin.copies.actions.corrections import LotPris, Obstacle, noter_pris, prendre
from santorin.copies.etats import COMMENCER, EtatLot
from santorin.copies.models import Annotation, Correction, Operation
from santorin.copies.regles.bareme import alternatives
from santorin.copies.regles.corrections import obstacle_notation
from santorin.correction.echanges import DESSINS, Changement, Changements, Poser, Reception
from santorin.correction.lectures.tenue import tenir
from santorin.correction.models import Poste
from santorin.correction.regles.fusion import Cadre, Etat, Fusion, est_complete, fusionner
from santorin.etats import passer


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
    lue = tenir(correction, poste=recus.poste, changements=recus.changements)
    correction.version, correction.appreciation = lue.version, lue.appreciation
    cadre = Cadre({question.numero: question for question in pris.bareme.values()}, frozenset(lue.pages))
    avant = lue.etat(pris.bareme)
    fusion = fusionner(avant, lue.derniere, recus.changements, cadre)
    if fusion.derniere != lue.derniere:
        _retenir(correction, recus.poste, fusion.derniere)
    change = _noter(correction, pris, avant, fusion.etat, cadre, par=par, le=le)
    if _dessiner(correction, fusion.appliques, lue.pages, par=par, le=le) and not change:
        Correction.objects.filter(pk=correction.pk).update(version=F("version") + 1)
        change = True
    correction.version += change
    return _reception(correction, lue.version, fusion, cadre)


def _retenir(correction: Correction, poste: UUID, derniere: int) -> None:
    """Note the last change received from this editor, which is known from its first one on."""
    Poste.objects.bulk_create(
        [Poste(correction=correction, cle=poste, derniere=derniere)],
        update_conflicts=True,
        unique_fields=["correction", "cle"],
        update_fields=["derniere"],
    )


def _noter(
    correction: Correction,
    pris: LotPris,
    avant: Etat,
    apres: Etat,
    cadre: Cadre,
    *,
    par: Utilisateur,
    le: datetime,
) -> bool:
    """Record what became of the marks and the appréciation, by the act that journals it; whether anything changed."""
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
        return False
    notation = Notation(correction, points, appreciation, choix)
    return bool(noter_pris(pris, [notation], {correction.pk: _au_journal(avant)}, par=par, le=le))


def _au_journal(etat: Etat) -> dict[str, str | None]:
    """The marking as `santorin.copies.actions.corrections.etats` says it."""
    dits: dict[str, str | None] = {"appreciation": etat.appreciation}
    dits |= {numero: str(points) for numero, points in etat.notes.items()}
    return dits | {f"choix {nom}": partie for nom, partie in etat.choix.items()}


def _dessiner(
    correction: Correction,
    appliques: Sequence[Changement],
    pages: Mapping[UUID, int],
    *,
    par: Utilisateur,
    le: datetime,
) -> bool:
    """Add what was put and taken away to the log of the pages; whether there was anything."""
    dessins = [c for c in appliques if isinstance(c, DESSINS)]
    if not dessins:
        return False
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
    if correction.lot.etat == EtatLot.DISTRIBUE:
        passer(correction.lot, COMMENCER)
    return True


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
