"""Marks kept from an earlier session, carried over with the registrations (PRE-04, CYC-02)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from cyclades import regles
from cyclades.actions.calcul import Lien, lien_de_calcul, recalculer
from cyclades.actions.ecriture import NoteEcrite, ecrire, partager_epreuve, prendre_tenues
from cyclades.actions.inscription import LigneInscription
from cyclades.models import Epreuve, Inscription, Note, Origine, Position, Publication
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.refus import Refus, exiger_sans_faute
from santorin.transmission.destinataires import CleEpreuve


@transaction.atomic
def garder_benefices(lignes: Iterable[LigneInscription], *, par: Utilisateur, le: datetime) -> int:
    """PRE-04: write the marks that these lines keep from an earlier session; how many. All of them, or none.

    To be called after `inscrire`. A mark in place is never overwritten: the same one is left alone, another one is a
    fault, a provisional one gives way. Raises `Refus` with each fault, candidate and épreuve.
    """
    par_epreuve: dict[tuple[str, str, str], list[LigneInscription]] = defaultdict(list)
    for ligne in lignes:
        if ligne.note_benefice is not None:
            par_epreuve[ligne.session, ligne.examen, ligne.epreuve].append(ligne)
    fautes: list[str] = []
    ecrites = sum(_garder(cle, par_epreuve[cle], fautes, par, le) for cle in sorted(par_epreuve))
    exiger_sans_faute(fautes)
    return ecrites


def _garder(
    cle: tuple[str, str, str],
    lignes: Sequence[LigneInscription],
    fautes: list[str],
    par: Utilisateur,
    le: datetime,
) -> int:
    """Those of one épreuve; what is wrong is added to `fautes`."""
    epreuve = partager_epreuve(CleEpreuve(*cle, ""))
    if epreuve is None:
        raise Refus(f"L’épreuve {cle[2]} n’existe pas dans Cyclades.")
    lien = lien_de_calcul(epreuve)
    siennes = _inscriptions(epreuve, lignes)
    tenues = prendre_tenues(sorted({inscription.pk for inscription in siennes.values()}))
    en_place = {note.pk: note for note in Note.objects.filter(pk__in=tenues)}
    publiees = dict(Publication.objects.filter(epreuve=epreuve).values_list("academie", "publiee_le"))
    bareme = regles.bareme_saisi(epreuve, ())
    # By the reason that is kept with them: one statement for each earlier session.
    gardees: dict[str, list[NoteEcrite]] = defaultdict(list)
    for ligne in lignes:
        # Taken out: a second line about the same mark finds nothing.
        inscription = siennes.pop((ligne.numero, ligne.inscription), None)
        note = en_place.get(inscription.pk) if inscription else None
        faute = (
            "le fichier en dit autre chose sur une autre ligne."
            if inscription is None
            else regles.obstacle_saisie(
                publiees.get(inscription.academie_id), inscription.position, lien.composantes
            )
            or bareme.obstacle(ligne.note_benefice, None)
            or regles.obstacle_benefice(note, ligne.note_benefice)
        )
        if faute or inscription is None:
            fautes.append(f"{ligne.numero} - {ligne.inscription}, {epreuve.code}\u00a0: {faute}")
        elif note is None or note.origine == Origine.PROVISOIRE:
            version = tenues[inscription.pk].version if inscription.pk in tenues else 0
            motif = f"Bénéfice de la session {ligne.session_benefice}"
            gardees[motif].append(NoteEcrite(inscription.pk, ligne.note_benefice, None, version))
    return 0 if fautes else _ecrire(epreuve, gardees, lien, par, le)


def _ecrire(
    epreuve: Epreuve, gardees: Mapping[str, list[NoteEcrite]], lien: Lien, par: Utilisateur, le: datetime
) -> int:
    """Write these marks, by the reason kept with them, and what is computed from them; how many."""
    for motif, notes in gardees.items():
        ecrire(notes, epreuve=epreuve, origine=Origine.BENEFICE, par=par, motif=motif)
    cles = sorted({note.inscription for notes in gardees.values() for note in notes})
    if cles:
        recalculer(lien.calculee, cles, par=par, le=le)
        journaliser(
            "cyclades.garder-benefices", fil=epreuve.fil, objet=str(epreuve), par=par, le=le,
            apres={"notes": len(cles)},
        )  # fmt: skip
    return len(cles)


def _inscriptions(epreuve: Epreuve, lignes: Iterable[LigneInscription]) -> dict[tuple[str, str], Inscription]:
    """The registrations of these lines, by the numbers that every system knows."""
    lues = Inscription.objects.filter(
        epreuve=epreuve,
        position=Position.BENEFICE,
        candidature__numero__in={ligne.numero for ligne in lignes},
    ).select_related("candidature")
    return {(lue.candidature.numero, lue.candidature.inscription): lue for lue in lues}
