"""Any sequence of acts on both sides, with cuts: what Cyclades holds in the end is what a ten-line model says.

Before each closing the preview is asked; afterwards it is compared with what the run did (CLO-13).
"""

import contextlib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from santorin.copies.actions import emarger
from santorin.copies.etats import Emargement, EtatLot
from santorin.copies.models import Composition, Lot, Note
from santorin.refus import Refus
from santorin.traitements.compte_rendu import Suspension
from santorin.transmission.destinataires import Origine
from santorin.transmission.destinataires.en_memoire import CycladesEnMemoire, ImaginEnMemoire, Panne
from santorin.transmission.etats import Issue
from santorin.transmission.lectures.apercu import apercu
from santorin.transmission.models import Envoi, NoteEnvoyee, Rapprochement, Transmission
from tests.harnais import recepteurs
from tests.transmission.scene import numeros, une_scene
from tests.transmission.test_reprise import en_cours

pytestmark = pytest.mark.django_db

ATTENDU = {
    Issue.NOUVELLE: "enregistree",
    Issue.REMPLACEE: "enregistree",
    Issue.ECRASEE: "enregistree",
    Issue.INCHANGEE: "inchangee",
    Issue.DI_PROTEGEE: "conservee",
    Issue.ZERO_PROTEGE: "conservee",
}
NOTES = st.sampled_from(["0", "7", "12.5"])
LOTS, CANDIDATS = st.integers(0, 2), st.integers(0, 7)
ACTES = st.one_of(
    st.tuples(st.just("verrouiller"), LOTS),
    st.tuples(st.just("deverrouiller"), LOTS),
    st.tuples(st.just("noter"), LOTS, NOTES, NOTES),
    st.tuples(st.just("saisir"), CANDIDATS, st.sampled_from(["0", "7", "18", "DI", "AB"])),
    st.tuples(st.just("emarger"), st.integers(6, 7), st.sampled_from(["absent", "non_emarge"])),
    st.tuples(st.just("cloturer"), st.lists(st.sampled_from(list(Panne)[:3]), max_size=5)),
    st.tuples(st.just("cloturer"), st.just([])),
    st.tuples(st.just("abandonner"), st.lists(st.sampled_from(list(Panne)[:3]), min_size=1, max_size=5)),
)


@dataclass
class Modele:
    """What should be: Santorin's settled mark with its version, the one that Cyclades has acknowledged, and what
    Cyclades holds."""

    arretee: str | None = None
    derniere: str | None = None
    version: int = 0
    acquittee: int = 0
    tenue: str | None = None
    saisie: bool = False

    def arreter(self, note):
        self.arretee = note
        if note is not None and note != self.derniere:
            self.derniere, self.version = note, self.version + 1

    def saisir(self, note):
        self.tenue, self.saisie = note, True

    def recevoir(self):
        """HAR-08, CLO-10, CLO-11."""
        if self.acquittee == self.version and self.tenue == self.arretee:
            return
        self.acquittee = self.version
        protegee = self.saisie and (self.tenue == "DI" or (self.tenue == "0" and self.arretee == "AB"))
        if not protegee:
            self.tenue, self.saisie = self.arretee, False


class Partie:
    """An épreuve of three lots of two copies and two candidates without copy, played on both sides and in a model."""

    def __init__(self, monkeypatch):
        self.cyclades, imagin = CycladesEnMemoire(), ImaginEnMemoire()
        monkeypatch.setattr(recepteurs, "cyclades", lambda **_: self.cyclades)
        monkeypatch.setattr(recepteurs, "imagin", lambda: imagin)
        self.scene = une_scene()
        self.lots = [self.scene.lot("10", "11", verrouille=False) for _ in range(3)]
        self.compositions = [c for lot in self.lots for c in self.scene.compositions(lot)]
        self.compositions += [self.scene.non_emarge(), self.scene.non_emarge()]
        self.modele = [Modele() for _ in self.compositions]
        self.notes = ["10", "11"] * 3

    def jouer(self, acte, *details):
        getattr(self, f"_{acte}")(*details)

    def _ouvert(self, lot):
        return Lot.objects.get(pk=self.lots[lot].pk).etat != EtatLot.VERROUILLE

    def _verrouiller(self, lot):
        if self._ouvert(lot):
            self.scene.verrouiller(self.lots[lot])
            for rang in (2 * lot, 2 * lot + 1):
                self.modele[rang].arreter(self.notes[rang])

    def _deverrouiller(self, lot):
        if not self._ouvert(lot):
            self.scene.deverrouiller(self.lots[lot])
            for rang in (2 * lot, 2 * lot + 1):
                self.modele[rang].arreter(None)

    def _noter(self, lot, premiere, seconde):
        if self._ouvert(lot):
            self.scene.noter(self.lots[lot], premiere, seconde)
            self.notes[2 * lot : 2 * lot + 2] = [premiere, seconde]

    def _saisir(self, candidat, note):
        chiffre = note[0].isdigit()
        self.cyclades.saisir(
            self.scene.cle,
            numeros(self.compositions[candidat]),
            valeur=Decimal(note) if chiffre else None,
            code=None if chiffre else note,
        )
        self.modele[candidat].saisir(note)

    def _emarger(self, candidat, etat):
        composition = Composition.objects.get(pk=self.compositions[candidat].pk)
        emarger([composition], Emargement(etat), par=self.scene.gestionnaire, le=timezone.now())
        self.modele[candidat].arreter("AB" if etat == "absent" else None)

    def _cloturer(self, pannes):
        if all(self._ouvert(lot) for lot in range(3)):
            with pytest.raises(Refus):
                self.scene.cloturer()
            return
        prevu = apercu(self.scene.portee, self.cyclades)
        self.cyclades.ligne.pannes.extend(pannes)
        transmission = self._aller_au_bout()
        if not pannes:
            self._comparer(prevu, transmission)
        totale = all(modele.arretee is not None for modele in self.modele)
        for modele in self.modele:
            if modele.arretee is not None and (totale or modele.arretee != "AB"):
                modele.recevoir()

    def _abandonner(self, pannes):
        """A job that a cut suspends, and that nobody takes up again: the model starts from what really arrived."""
        if all(self._ouvert(lot) for lot in range(3)):
            return
        compte_rendu = en_cours(self.scene)
        self.cyclades.ligne.pannes.extend(pannes)
        with contextlib.suppress(Suspension):
            self.scene.cloturer(compte_rendu=compte_rendu)
        self.cyclades.ligne.pannes.clear()
        finir(compte_rendu.traitement, "echoue")
        for modele, composition in zip(self.modele, self.compositions, strict=True):
            tenue = self.cyclades.epreuve(self.scene.cle).notes.get(numeros(composition))
            if tenue:
                modele.tenue, modele.saisie = texte(tenue[0]), tenue[0].origine == Origine.SAISIE
            if note := Note.objects.filter(composition=composition).first():
                modele.acquittee = modele.version if note.version == note.version_acquittee else -1

    def _aller_au_bout(self):
        """The job suspended by a cut takes itself up again, as many times as needed."""
        compte_rendu = en_cours(self.scene)
        for _ in range(10):
            try:
                transmission, _ = self.scene.cloturer(compte_rendu=compte_rendu)
            except Suspension:
                continue
            self.cyclades.ligne.pannes.clear()
            finir(compte_rendu.traitement, "reussi")
            return transmission
        raise AssertionError("la clôture n'aboutit pas")

    def _comparer(self, prevu, transmission):
        """CLO-13."""
        attendu = {(n.candidat, n.inscription): (str(n.note), ATTENDU[n.issue]) for n in prevu.lignes}
        fait = {
            (n.candidat, n.inscription): (str(n.note.donnee), n.statut)
            for n in NoteEnvoyee.objects.filter(envoi__transmission=transmission).select_related("note")
        }
        assert fait == attendu
        assert prevu.totale == transmission.totale
        assert Counter(dict(prevu.issues)) == Counter(n.issue for n in prevu.lignes)
        retenus = sum(nombre for _, nombre in prevu.retenues)
        sans_note = Composition.objects.exclude(note__arretee=True).count()
        absences = 0 if prevu.totale else self._absences_en_attente()
        assert retenus == sans_note + absences

    def _absences_en_attente(self):
        return sum(n.version_acquittee < n.version for n in Note.objects.filter(code="AB", arretee=True))

    def verifier(self):
        """Cyclades holds what the model says; what left is acknowledged; no difference is unexplained."""
        tenues = self.cyclades.epreuve(self.scene.cle).notes
        lues = [tenues.get(numeros(composition)) for composition in self.compositions]
        assert [(texte(lue[0]), lue[0].origine == Origine.SAISIE) if lue else None for lue in lues] == [
            (modele.tenue, modele.saisie) if modele.tenue else None for modele in self.modele
        ]
        if all(self._ouvert(lot) for lot in range(3)):
            return
        assert not Envoi.objects.filter(transmission=Transmission.objects.first(), acquitte_le=None).exists()
        assert not Transmission.objects.filter(terminee_le=None).exists()
        if rapprochement := Rapprochement.objects.first():
            assert not rapprochement.ecarts.inattendus().exists()


def finir(traitement, etat):
    """The job ends."""
    traitement.etat, traitement.fin = etat, timezone.now()
    traitement.save()


def texte(tenue):
    """« 12.5 », « AB »."""
    return tenue.code or f"{tenue.valeur.normalize():f}"


@pytest.mark.exigence("CLO-08", "CLO-09", "CLO-10", "CLO-11", "CLO-13", "CLO-14", "CLO-15", "HAR-08")
@given(actes=st.lists(ACTES, min_size=3, max_size=14))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_quels_que_soient_les_actes_cyclades_detient_ce_que_dit_le_modele(actes, monkeypatch, settings):
    settings.DESTINATAIRES = recepteurs.CHEMINS
    settings.ENVOI_TAILLE, settings.ENVOI_SIMULTANES = 2, 2
    with transaction.atomic():
        partie = Partie(monkeypatch)
        for acte in [*actes, ("cloturer", [])]:
            partie.jouer(*acte)
        partie.verifier()
        transaction.set_rollback(True)
