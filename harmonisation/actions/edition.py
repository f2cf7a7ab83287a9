"""Changing the marking of one copy, with a reason; its marker is told (HAR-05)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import arreter_notes, prevenir
from santorin.copies.actions.corrections import etats
from santorin.copies.models import Ajustement, Annotation, Composition, Correction, Intervention, Lot, Note
from santorin.copies.regles.harmonisations import (
    obstacle_copie_incomplete,
    obstacle_edition,
    obstacle_harmonisation,
    obstacle_intervention,
    obstacle_motif,
)
from santorin.correction.actions import integrer
from santorin.correction.echanges import Changements, Reception
from santorin.journal.actions import journaliser
from santorin.refus import exiger


@transaction.atomic
def intervenir(correction: Correction, *, motif: str, par: Utilisateur, le: datetime) -> Intervention:
    """HAR-05: open a copy to changes made for one reason; what it is now is kept.

    An earlier intervention, whoever opened it, takes no more changes. Raises `Refus` when the lot is not locked, when
    the copy is marked twice, or without a reason.
    """
    lot = _prendre(correction.lot_id)
    exiger(obstacle_edition(lot) or obstacle_motif(motif))
    derniere = Annotation.objects.filter(correction=correction).aggregate(Max("pk"))["pk__max"]
    intervention = Intervention.objects.create(
        correction=correction,
        motif=motif.strip(),
        par=par,
        le=le,
        etat_avant=etats([correction.pk])[correction.pk],
        annotation_avant=derniere or 0,
        note_avant=_note(correction),
        ajustement_avant=_ajustement(correction),
    )
    journaliser(
        "copie.intervenir",
        fil=f"lot:{lot.pk}",
        objet=f"{correction.nom_anonyme} du lot {lot.numero}",
        par=par,
        le=le,
        avant={"correction": correction.pk, "note": str(intervention.note_avant)},
        motif=intervention.motif,
    )
    return intervention


@transaction.atomic
def harmoniser(
    intervention: Intervention, *, recus: Changements, par: Utilisateur, le: datetime
) -> Reception:
    """HAR-05: apply a batch of the editor to a copy of a locked lot; its mark is settled anew, ready to be sent.

    The same batch twice changes nothing more. The marker is told at the first change. Raises `Refus` when the lot was
    unlocked, when somebody else opened the copy since, or when the copy would no longer be wholly marked.
    """
    correction = Correction.objects.select_related("copie").get(pk=intervention.correction_id)
    lot = _prendre(correction.lot_id)
    exiger(obstacle_harmonisation(lot))
    exiger(obstacle_intervention(intervention, _derniere(correction)))
    composition = Composition.objects.select_for_update(of=("self",)).get(pk=correction.copie.composition_id)
    reception = integrer(correction, recus=recus, par=par, le=le, obstacle=obstacle_harmonisation)
    exiger(obstacle_copie_incomplete(complete=reception.complete))
    if reception.version != reception.avant:
        avant = _note(correction)
        arreter_notes([composition.pk], par=par, le=le)
        _retenir(intervention, lot, avant, par=par, le=le)
    return reception


def _retenir(intervention: Intervention, lot: Lot, avant: Decimal, *, par: Utilisateur, le: datetime) -> None:
    """Write what the change did, tell the marker once, journal."""
    apres, nom = _note(intervention.correction), intervention.correction.nom_anonyme
    siennes = Intervention.objects.filter(pk=intervention.pk)
    premiere = siennes.filter(changee_le=None).exists()
    siennes.update(note_apres=apres, changee_le=le)
    if premiere:
        texte = (
            f"{nom} du lot {lot.numero}\u00a0: le coordinateur académique a modifié votre correction, qui est gardée. "
            f"Motif\u00a0: {intervention.motif}"
        )
        prevenir(lot, texte, le=le)
    journaliser(
        "copie.harmoniser",
        fil=f"lot:{lot.pk}",
        objet=f"{nom} du lot {lot.numero}",
        par=par,
        le=le,
        avant={"correction": intervention.correction_id, "note": str(avant)},
        apres={"intervention": intervention.pk, "note": str(apres)},
        motif=intervention.motif,
    )


def _prendre(lot: int) -> Lot:
    """The lot's row, locked until the commit: nobody unlocks it, marks it or harmonises it meanwhile."""
    lots = Lot.objects.select_for_update(of=("self",)).select_related("epreuve__parametrage", "correcteur")
    return lots.get(pk=lot)


def _derniere(correction: Correction) -> Intervention:
    return Intervention.objects.filter(correction=correction).select_related("par").latest("pk")


def _note(correction: Correction) -> Decimal:
    """The mark of the copy, as it is settled."""
    (valeur,) = Note.objects.filter(composition__copie=correction.copie_id).values_list("valeur", flat=True)
    return valeur if valeur is not None else Decimal(0)


def _ajustement(correction: Correction) -> Decimal:
    """What rules add to the mark of the copy."""
    ajustements = Ajustement.objects.filter(copie=correction.copie_id, ecarte_le=None)
    return ajustements.values_list("valeur", flat=True).first() or Decimal(0)
