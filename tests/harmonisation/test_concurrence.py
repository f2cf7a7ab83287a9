"""Several people at once, on real connections: refused or one after the other, never half-done (HAR-05, HAR-06, HAR-13)."""

import threading
import time
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from harmonisation.actions import annuler, appliquer
from harmonisation.lectures.masse import apercu
from harmonisation.models import LigneDeRegle, RegleDeMasse
from santorin.copies.actions import arreter_notes
from santorin.copies.models import Composition, Correcteur, Intervention, Note
from santorin.refus import Refus
from santorin.transmission.actions.photographie import Demande, photographier
from santorin.transmission.etats import Acte
from santorin.transmission.lectures.connaissance import interroger
from santorin.transmission.models import NoteEnvoyee
from tests.fabriques import un_coordinateur
from tests.harmonisation.decor import desaccords, un_decor, une_regle
from tests.transmission.conftest import cyclades, imagin

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["cyclades", "imagin"]

ATTENTES = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def decor():
    return un_decor()


class ACote:
    """What somebody else does on another connection; `issue`: what it returned, or why it was refused."""

    def __init__(self, faire):
        self.faire, self.issue = faire, None
        self.fil = threading.Thread(target=self._executer)
        self.fil.start()

    def _executer(self):
        try:
            self.issue = self.faire()
        except Refus as refus:
            self.issue = refus.message
        finally:
            connections.close_all()

    def finir(self):
        self.fil.join(30)
        assert not self.fil.is_alive()
        return self.issue


def pendant(acte, faire):
    """`acte` is done here and not committed yet when somebody else does `faire`, which has to wait; its issue."""
    with transaction.atomic():
        acte()
        autre = ACote(faire)
        attendre_un_verrou()
    return autre.finir()


def attendre_un_verrou():
    """Until somebody waits for a row that this connection holds."""
    for _ in range(200):
        with connection.cursor() as curseur:
            curseur.execute(ATTENTES)
            if curseur.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("Personne n’attend.")


def coherent(decor):
    """The list says as its sources, and settling again changes nothing: no mark is half-done."""
    assert desaccords() == []
    compositions = list(Composition.objects.values_list("pk", flat=True))
    assert arreter_notes(compositions, par=decor.coordinateur, le=timezone.now()) == []


def poser(decor, regle):
    return appliquer(regle, attendu=apercu(regle).empreinte, par=decor.coordinateur, le=timezone.now())


@pytest.mark.exigence("HAR-03", "HAR-05")
def test_un_deverrouillage_en_cours_retient_puis_refuse_l_harmonisation(decor):
    correction = decor.corrections(decor.lot("12"))[0]
    intervention = decor.intervenir(correction)
    deverrouiller = partial(decor.scene.deverrouiller, correction.lot)
    issue = pendant(deverrouiller, lambda: decor.noter(intervention, "2", "4", "5"))
    assert "n’est pas verrouillé" in issue
    assert correction.notes.get(question__numero="2").points == 4
    assert not Note.objects.get().arretee
    coherent(decor)


@pytest.mark.exigence("HAR-03", "HAR-13")
def test_un_deverrouillage_en_cours_retient_puis_refuse_la_regle(decor):
    lot = decor.lot("12", "9")
    decor.lot("10")
    regle = une_regle(decor.epreuve)
    attendu = apercu(regle).empreinte

    def appliquer_la_regle():
        return appliquer(regle, attendu=attendu, par=decor.coordinateur, le=timezone.now())

    assert "depuis l’aperçu" in pendant(partial(decor.scene.deverrouiller, lot), appliquer_la_regle)
    assert decor.notes() == [10]
    assert not RegleDeMasse.objects.exists()
    coherent(decor)


@pytest.mark.exigence("HAR-05", "HAR-13")
def test_une_harmonisation_attend_la_fin_d_une_regle(decor):
    correction = decor.corrections(decor.lot("12"))[0]
    intervention = decor.intervenir(correction)
    regle = partial(poser, decor, une_regle(decor.epreuve))
    assert pendant(regle, lambda: decor.noter(intervention, "2", "4", "5").complete)
    assert decor.notes() == [Decimal(14)]
    coherent(decor)


@pytest.mark.exigence("HAR-05")
def test_de_deux_coordinateurs_au_meme_instant_un_seul_continue(decor):
    correction = decor.corrections(decor.lot("12"))[0]
    autre = un_coordinateur(decor.epreuve)
    depart, issues = threading.Barrier(2), []

    def harmoniser(par, question, vue):
        try:
            depart.wait()
            intervention = decor.intervenir(correction, f"Motif de {par}", par=par)
            depart.wait()
            decor.noter(intervention, question, vue, "1", par=par)
            issues.append("fait")
        except Refus:
            issues.append("refusé")
        finally:
            connections.close_all()

    fils = [
        threading.Thread(target=harmoniser, args=(decor.coordinateur, "2", "4")),
        threading.Thread(target=harmoniser, args=(autre, "3", "0")),
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(30)
    assert sorted(issues) == ["fait", "refusé"]
    (faite,) = Intervention.objects.faites()
    assert faite.pk == Intervention.objects.latest("pk").pk
    assert Note.objects.get().version == 2
    coherent(decor)


@pytest.mark.exigence("HAR-06", "HAR-13")
def test_une_validation_pendant_une_regle_part_toute_avant_ou_toute_apres(decor, cyclades, imagin):
    decor.lot("12", "9")
    decor.lot("10")
    regle = partial(poser, decor, une_regle(decor.epreuve))
    pendant(regle, lambda: decor.scene.cloturer(acte=Acte.HARMONISATION))
    assert sorted(NoteEnvoyee.objects.values_list("valeur", flat=True)) == [10, 11, 13]
    coherent(decor)


@pytest.mark.exigence("HAR-06", "HAR-12")
def test_un_deverrouillage_pendant_une_validation_attend_qu_elle_ait_choisi(decor, cyclades, imagin):
    lot = decor.lot("12", "9")
    demande = Demande(decor.scene.portee, Acte.HARMONISATION, decor.coordinateur, None)

    def choisir():
        interroger(decor.epreuve, cyclades)
        photographier(demande, le=timezone.now())

    pendant(choisir, lambda: decor.scene.deverrouiller(lot))
    assert sorted(NoteEnvoyee.objects.values_list("valeur", flat=True)) == [9, 12]
    assert set(Note.objects.values_list("arretee", flat=True)) == {False}
    with pytest.raises(Refus):
        decor.scene.cloturer(acte=Acte.HARMONISATION)
    coherent(decor)


@pytest.mark.exigence("HAR-13")
def test_deux_annulations_au_meme_instant_n_en_font_qu_une(decor):
    decor.lot("12", "9")
    regle = poser(decor, une_regle(decor.epreuve))
    depart, issues = threading.Barrier(2), []

    def rendre():
        try:
            depart.wait()
            issues.append(annuler(regle, motif="Erreur", par=decor.coordinateur, le=timezone.now()))
        except Refus:
            issues.append(0)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=rendre) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(30)
    assert sorted(issues) == [0, 2]
    assert decor.notes() == [12, 9]
    assert LigneDeRegle.objects.filter(annulee_le=None).count() == 0
    coherent(decor)


@pytest.mark.exigence("HAR-05", "COR-06")
def test_le_meme_envoi_deux_fois_au_meme_instant_ne_compte_qu_une_fois(decor):
    correction = decor.corrections(decor.lot("12"))[0]
    intervention, poste, depart = decor.intervenir(correction), uuid4(), threading.Barrier(2)

    def envoyer():
        try:
            depart.wait()
            decor.noter(intervention, "2", "4", "5", poste=poste)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(30)
    assert Note.objects.get().version == 2
    coherent(decor)


@pytest.mark.exigence("HAR-03", "HAR-04")
def test_la_liste_garde_deux_changements_venus_au_meme_instant(decor):
    lot = decor.lot("12")
    correction = decor.corrections(lot)[0]

    def renommer():
        Correcteur.objects.filter(pk=lot.correcteur_id).update(nom="AUTRENOM")

    def changer_la_note():
        notes = Note.objects.filter(composition__copie=correction.copie_id)
        return notes.update(valeur=13, version=F("version") + 1)

    assert pendant(renommer, changer_la_note) == 1
    ligne = decor.ligne(correction)
    assert (ligne.note, ligne.correcteur_nom.split()[0]) == (13, "AUTRENOM")
    assert desaccords() == []
