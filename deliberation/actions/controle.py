"""Choices and marks of the épreuve de contrôle, entered by the centre in state 200 (DEL-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from deliberation import regles
from deliberation.models import Dossier, Jury, NoteControle
from deliberation.proposition import reglement_du
from deliberation.reglement import Reglement
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus, exiger


@dataclass(frozen=True, slots=True)
class SaisieControle:
    """What is entered for one candidate in one part: the discipline chosen and the mark, None while awaited."""

    dossier: int
    partie: str
    epreuve: str
    valeur: Valeur | None


@transaction.atomic
def saisir_controle(jury: Jury, saisies: Sequence[SaisieControle], *, par: Utilisateur, le: datetime) -> int:
    """DEL-01: write these choices and marks, all of them or none; returns how many changed.

    Raises `Refus` outside state 200, for a candidate not admitted to the épreuve de contrôle, for a discipline
    that the règlement does not open, or for a mark out of the scale.
    """
    jury = Jury.objects.complets().select_for_update(of=("self",)).get(pk=jury.pk)
    exiger(regles.obstacle_saisie_controle(jury))
    regle = reglement_du(jury)
    dossiers = {d.pk: d for d in jury.dossiers.au_controle().select_related("candidature")}
    presentes = {
        (note.dossier_id, note.partie): note for note in NoteControle.objects.filter(dossier__jury=jury)
    }
    changees: list[tuple[Dossier, SaisieControle, NoteControle | None]] = []
    for saisie in saisies:
        dossier = dossiers.get(saisie.dossier)
        if dossier is None:
            raise Refus("Ce candidat n'est pas admis à passer l'épreuve de contrôle devant ce jury.")
        exiger(_obstacle(saisie, dossier, regle))
        presente = presentes.get((saisie.dossier, saisie.partie))
        if presente is None or (presente.epreuve, presente.donnee) != (saisie.epreuve, saisie.valeur):
            changees.append((dossier, saisie, presente))
    _ecrire(changees, par, le)
    if changees:
        _journaliser(jury, changees, par, le)
    return len(changees)


def _obstacle(saisie: SaisieControle, dossier: Dossier, regle: Reglement) -> str | None:
    parties = {partie.code for partie in regle.second_groupe.parties} if regle.second_groupe else set()
    if saisie.partie not in parties:
        return f"{dossier.candidature} : « {saisie.partie} » n'est pas une partie de l'épreuve de contrôle."
    possibles = {epreuve.code for epreuve in regle.choix(saisie.partie)}
    if saisie.epreuve and saisie.epreuve not in possibles:
        return f"{dossier.candidature} : {saisie.epreuve} ne peut pas être choisie dans cette partie."
    return obstacle_valeur(saisie.valeur, regle, str(dossier.candidature))


def obstacle_valeur(valeur: Valeur | None, regle: Reglement, qui: str, maximum: int = 20) -> str | None:
    """Why that value is no mark here: out of the scale, or a code that the règlement does not know."""
    if valeur is None:
        return None
    if valeur.code is not None:
        return (
            None
            if regle.effet(valeur.code)
            else f"{qui} : le code {valeur.code} n'existe pas dans cet examen."
        )
    return (
        None
        if valeur.nombre is not None and 0 <= valeur.nombre <= maximum
        else (f"{qui} : la note {valeur} est hors du barème (de 0 à {maximum}).")
    )


def _ecrire(
    changees: Sequence[tuple[Dossier, SaisieControle, NoteControle | None]], par: Utilisateur, le: datetime
) -> None:
    NoteControle.objects.bulk_create(
        (
            NoteControle(
                dossier=dossier,
                partie=saisie.partie,
                epreuve=saisie.epreuve,
                valeur=saisie.valeur.nombre if saisie.valeur else None,
                code=saisie.valeur.code if saisie.valeur else None,
                saisie_le=le,
                saisie_par=par,
            )
            for dossier, saisie, _ in changees
        ),
        update_conflicts=True,
        unique_fields=("dossier", "partie"),
        update_fields=("epreuve", "valeur", "code", "saisie_le", "saisie_par"),
    )


def _journaliser(
    jury: Jury,
    changees: Sequence[tuple[Dossier, SaisieControle, NoteControle | None]],
    par: Utilisateur,
    le: datetime,
) -> None:
    cles = [f"{dossier.candidature.identifiant} {saisie.partie}" for dossier, saisie, _ in changees]
    journaliser(
        "jury.saisir-controle",
        fil=jury.fil,
        objet=f"jury {jury.numero}",
        par=par,
        le=le,
        avant={
            cle: [presente.epreuve, str(presente)] if presente else None
            for cle, (_, _, presente) in zip(cles, changees, strict=True)
        },
        apres={
            cle: [saisie.epreuve, str(saisie.valeur or "")]
            for cle, (_, saisie, _) in zip(cles, changees, strict=True)
        },
    )
