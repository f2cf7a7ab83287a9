"""Marked copies by the hundred, in few statements: an épreuve to read statistics of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import (
    Candidat,
    Composition,
    Copie,
    Correcteur,
    Correction,
    Epreuve,
    Lot,
    Nature,
    Note,
    NoteQuestion,
    Sujet,
)
from santorin.distribution.models import Distribution
from tests.fabriques import un_correcteur, un_etablissement, un_gestionnaire, un_sujet, une_epreuve
from tests.fabriques.suite import suivant


@dataclass
class DecorDeNotes:
    """One harmonised épreuve; its barème has two questions, half of the points each."""

    epreuve: Epreuve
    gestionnaire: Utilisateur
    sujet: Sujet

    def lot(self, notes: Sequence[str | Decimal], *, correcteur=None, etablissement=None, sujet=None) -> Lot:
        """A locked lot of copies with these marks, on the épreuve's scale."""
        sujet = sujet or self.sujet
        lot = Lot.objects.create(
            epreuve=self.epreuve, numero=suivant(), sujet=sujet, etat=EtatLot.VERROUILLE,
            correcteur=correcteur or un_correcteur(self.epreuve),
            verrouille_le=timezone.now(), verrouille_par=self.gestionnaire,
        )  # fmt: skip
        compositions = self.compositions(len(notes), etablissement)
        copies = Copie.objects.bulk_create(Copie(composition=c) for c in compositions)
        corrections = Correction.objects.bulk_create(
            Correction(copie=copie, lot=lot, ordre=ordre) for ordre, copie in enumerate(copies)
        )
        valeurs = [Decimal(note) for note in notes]
        NoteQuestion.objects.bulk_create(
            NoteQuestion(correction=correction, question=question, points=part)
            for correction, valeur in zip(corrections, valeurs, strict=True)
            for question, part in zip(sujet.questions.all(), self._parts(valeur), strict=True)
        )
        Note.objects.bulk_create(
            Note(composition=composition, epreuve=self.epreuve, valeur=valeur, arretee_le=timezone.now(),
                 arretee_par=self.gestionnaire)
            for composition, valeur in zip(compositions, valeurs, strict=True)
        )  # fmt: skip
        return lot

    def lots(self, notes: Mapping[Correcteur, Sequence[Decimal]]) -> list[Lot]:
        """One lot per marker, all made by one draw."""
        lots = [self.lot(siennes, correcteur=correcteur) for correcteur, siennes in notes.items()]
        self.tirer(lots)
        return lots

    def tirer(self, lots: Sequence[Lot]) -> Distribution:
        """Say that these lots were drawn at random."""
        numeros = [lot.numero for lot in lots]
        return Distribution.objects.create(
            epreuve=self.epreuve, sujet=lots[0].sujet, graine=1, taille=200, copies=1,
            premier=min(numeros), dernier=max(numeros), le=timezone.now(), par=self.gestionnaire,
        )  # fmt: skip

    def compositions(self, nombre: int, etablissement=None, emargement="present") -> list[Composition]:
        """Candidates of one établissement."""
        lieu = etablissement or un_etablissement(academie=self.epreuve.academie)
        candidats = Candidat.objects.bulk_create(
            Candidat(numero=f"01{suivant():09}", inscription="002", nom="GUYLESTE", prenoms="Fazia",
                     date_naissance=date(2009, 1, 1), etablissement=lieu, recherche="guyleste fazia")
            for _ in range(nombre)
        )  # fmt: skip
        return Composition.objects.bulk_create(
            Composition(epreuve=self.epreuve, candidat=candidat, emargement=emargement)
            for candidat in candidats
        )

    def absents(self, nombre: int, etablissement=None) -> None:
        """Candidates émargés absents, their AB settled."""
        compositions = self.compositions(nombre, etablissement, emargement="absent")
        Note.objects.bulk_create(
            Note(composition=c, epreuve=self.epreuve, code="AB", arretee_le=timezone.now(),
                 arretee_par=self.gestionnaire)
            for c in compositions
        )  # fmt: skip

    def _parts(self, valeur: Decimal) -> tuple[Decimal, Decimal]:
        moitie = Decimal(self.epreuve.note_sur) / 2
        premiere = min(valeur, moitie)
        return premiere, valeur - premiere


def un_decor(**champs) -> DecorDeNotes:
    """A harmonised épreuve with its sujet."""
    epreuve = une_epreuve(Nature.HARMONISEE, **champs)
    moitie = str(Decimal(epreuve.note_sur) / 2)
    return DecorDeNotes(
        epreuve, un_gestionnaire(epreuve.academie), un_sujet(epreuve, points=(moitie, moitie))
    )
