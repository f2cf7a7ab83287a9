"""The final mark of a copy marked twice: agreed by its markers, or decided by the coordinateur (COR-05)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.actions.avis import prevenir
from santorin.copies.actions.notes import arreter_notes
from santorin.copies.models import Composition, Concertation, Copie, Correction, Epreuve
from santorin.copies.regles.concertations import (
    DoubleNote,
    notes_doubles,
    obstacle_concertation,
    obstacle_decision,
    obstacle_proposition,
)
from santorin.journal.actions import journaliser
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus, exiger


@transaction.atomic
def proposer(correction: Correction, *, valeur: Decimal, par: Utilisateur, le: datetime) -> Concertation:
    """COR-05: the marker of one rank offers a final mark (on the épreuve's scale); the same from both concludes.

    Raises `Refus` when the two lots are not locked, the marks agree, or the mark is out of the scale.
    """
    epreuve, double = _prendre(correction.copie, valeur)
    exiger(obstacle_proposition(double, epreuve.parametrage.ecart_tolere))
    en_cours = double.en_cours
    accord = (
        en_cours is not None
        and en_cours.proposition == valeur
        and en_cours.proposee_rang not in {None, correction.rang}
    )
    if accord:
        return _conclure(correction.copie, epreuve, double, valeur, par=par, le=le)
    concertation = _ecrire(double, proposition=valeur, proposee_rang=correction.rang)
    for autre in correction.copie.corrections.exclude(pk=correction.pk).select_related("lot__correcteur"):
        texte = f"{autre.nom_anonyme} du lot {autre.lot.numero}\u00a0: l’autre correcteur propose {Valeur(nombre=valeur)}."
        prevenir(autre.lot, texte, le=le)
    journaliser(
        "concertation.proposer",
        fil=f"copie:{correction.copie_id}",
        objet=f"Copie {correction.copie_id} – {epreuve}",
        par=par,
        le=le,
        avant={"premiere": str(double.premiere), "seconde": str(double.seconde)},
        apres={"proposition": str(valeur), "rang": correction.rang},
    )
    return concertation


@transaction.atomic
def trancher(
    copie: Copie, *, valeur: Decimal, motif: str, vue: Decimal | None = None, par: Utilisateur, le: datetime
) -> Concertation:
    """COR-05: the coordinateur decides the final mark, with a reason, or changes the one it saw (`vue`).

    Raises `Refus` without a reason, out of the scale, where the two marks agree, and when the final mark is another one
    by now.
    """
    if not motif.strip():
        raise Refus("Donnez le motif de la note finale.")
    epreuve, double = _prendre(copie, valeur)
    exiger(obstacle_decision(double, epreuve.parametrage.ecart_tolere, vue))
    return _conclure(copie, epreuve, double, valeur, motif=motif.strip(), par=par, le=le)


def _prendre(copie: Copie, valeur: Decimal) -> tuple[Epreuve, DoubleNote]:
    """The copy's sitting, locked until the commit, and its two marks as they are now."""
    composition = (
        Composition.objects.select_for_update(of=("self",))
        .select_related("epreuve__parametrage", "epreuve__examen")
        .get(pk=copie.composition_id)
    )
    epreuve = composition.epreuve
    double = next(iter(notes_doubles(epreuve, copies=[copie.pk])), None)
    exiger(obstacle_concertation(epreuve, double, valeur))
    if double is None:
        raise Refus("Les deux corrections de cette copie ne sont pas encore verrouillées.")
    return epreuve, double


def _ecrire(double: DoubleNote, **champs: object) -> Concertation:
    vierge = {
        "proposition": None,
        "proposee_rang": None,
        "valeur": None,
        "conclue_le": None,
        "conclue_par": None,
    }
    notes = {"premiere": double.premiere, "seconde": double.seconde, "motif": ""}
    return Concertation.objects.update_or_create(copie_id=double.copie, defaults=vierge | notes | champs)[0]


def _conclure(
    copie: Copie,
    epreuve: Epreuve,
    double: DoubleNote,
    valeur: Decimal,
    *,
    motif: str = "",
    par: Utilisateur,
    le: datetime,
) -> Concertation:
    concertation = _ecrire(double, valeur=valeur, conclue_le=le, conclue_par=par, motif=motif)
    notes = arreter_notes([copie.composition_id], par=par, le=le)
    for correction in copie.corrections.select_related("lot__correcteur"):
        texte = f"{correction.nom_anonyme} du lot {correction.lot.numero}\u00a0: la note finale est {Valeur(nombre=valeur)}."
        prevenir(correction.lot, texte, le=le)
    journaliser(
        "concertation.conclure",
        fil=f"copie:{copie.pk}",
        objet=f"Copie {copie.pk} – {epreuve}",
        par=par,
        le=le,
        avant={
            "premiere": str(double.premiere),
            "seconde": str(double.seconde),
            "valeur": None if double.note_finale is None else str(double.note_finale),
        },
        apres={"valeur": str(valeur), "notes": [note.pour_le_journal() for note in notes]},
        motif=motif,
    )
    return concertation
