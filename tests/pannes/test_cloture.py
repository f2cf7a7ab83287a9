"""CLO-15 with real processes: no mark lost, none applied twice, the job resumes by itself."""

import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from cyclades.models import EnvoiRecu, NoteAnterieure
from cyclades.models import Note as NoteDansCyclades
from imagin.models import ServiceFait
from santorin.cloture import demandes
from santorin.copies.models import Note
from santorin.journal.lectures import verifier
from santorin.journal.models import Entree
from santorin.refus import Refus
from santorin.traitements import actions
from santorin.traitements.models import EtatTraitement, Traitement
from santorin.transmission.models import Envoi, NoteEnvoyee, Rapprochement, Transmission
from santorin.transmission.regles import Portee
from tests.harnais.mandataire import Incident

pytestmark = pytest.mark.timeout(600)

NOTES = 200
FINIS = (EtatTraitement.REUSSI, EtatTraitement.INCOMPLET, EtatTraitement.ECHOUE, EtatTraitement.REFUSE)


def attendre(condition, delai=120):
    limite = time.monotonic() + delai
    while not condition():
        if time.monotonic() > limite:
            traitement = Traitement.objects.last()
            lignes = "\n".join(traitement.lignes.values_list("texte", flat=True))
            raise AssertionError(f"{traitement.etat} {traitement.message}\n{lignes}")
        time.sleep(0.02)


def attendre_la_fin(traitement):
    def fini():
        traitement.refresh_from_db()
        return traitement.etat in FINIS

    attendre(fini)
    return traitement


def acquittes():
    return Envoi.objects.filter(destinataire="notes", acquitte_le__isnull=False).count()


def verifier_que_tout_est_passe_une_fois(epreuve, *, transmissions=1):
    """Every mark recorded once, every acknowledgement stored, reconciliation empty, journal whole."""
    assert NoteDansCyclades.objects.count() == NOTES
    assert not NoteAnterieure.objects.exists(), "aucune note n'a été écrite deux fois"
    assert not Envoi.objects.filter(acquitte_le=None).exists()
    assert not NoteEnvoyee.objects.exclude(statut__in=("enregistree", "inchangee")).exists()
    assert all(note.version == note.version_acquittee for note in Note.objects.all())
    assert Transmission.objects.filter(terminee_le__isnull=False).count() == transmissions
    assert Transmission.objects.count() == transmissions
    assert Rapprochement.objects.first().ecarts.count() == 0
    assert Entree.objects.filter(acte="transmission.cloture").count() == transmissions
    assert list(verifier()) == []
    copies = Note.objects.exclude(code="AB").count()
    assert sum(ServiceFait.objects.values_list("nombre_de_copies", flat=True)) == copies


@pytest.mark.exigence("CLO-15", "TRA-02")
def test_un_ouvrier_tue_dix_fois_pendant_une_cloture(ouvrier, mandataire, epreuve_a_clore):
    epreuve, gestionnaire = epreuve_a_clore
    mandataire.lenteur = 0.05
    traitement = demandes.demander_cloture(Portee(epreuve), par=gestionnaire)
    for _ in range(10):
        deja = acquittes()
        attendre(lambda deja=deja: acquittes() >= deja + 2)
        ouvrier.kill()
        traitement.refresh_from_db()
        assert traitement.etat == EtatTraitement.EN_COURS, "le coup n'est pas venu pendant la clôture"
        ouvrier.start()
    assert attendre_la_fin(traitement).etat == EtatTraitement.REUSSI
    assert traitement.tentatives == 11
    verifier_que_tout_est_passe_une_fois(epreuve)


@pytest.mark.exigence("CLO-15", "CLO-06")
def test_toutes_les_pannes_d_une_liaison_en_une_cloture(ouvrier, mandataire, epreuve_a_clore):
    epreuve, gestionnaire = epreuve_a_clore
    mandataire.incidents.extend(list(Incident) * 3)
    traitement = demandes.demander_cloture(Portee(epreuve), par=gestionnaire)
    assert attendre_la_fin(traitement).etat == EtatTraitement.REUSSI
    assert not mandataire.incidents
    assert len(mandataire.recues) > NOTES / 5
    mandataire.attendre_les_retards()
    assert EnvoiRecu.objects.count() == NOTES / 5, "chaque envoi garde son identifiant"
    verifier_que_tout_est_passe_une_fois(epreuve)


@pytest.mark.exigence("CLO-15")
def test_cyclades_absent_longtemps_suspend_la_cloture_qui_reprend_seule(ouvrier, mandataire, epreuve_a_clore):
    epreuve, gestionnaire = epreuve_a_clore
    mandataire.incidents.extend([Incident.RIEN] * 3 + [Incident.COUPE_AVANT, Incident.ERREUR] * 8)
    traitement = demandes.demander_cloture(Portee(epreuve), par=gestionnaire)

    def suspendu():
        traitement.refresh_from_db()
        return traitement.etat == EtatTraitement.SUSPENDU

    attendre(suspendu)
    assert "Cyclades ne répond pas" in traitement.message
    assert 0 < acquittes() < NOTES / 5
    assert attendre_la_fin(traitement).etat == EtatTraitement.REUSSI
    assert traitement.tentatives > 1
    verifier_que_tout_est_passe_une_fois(epreuve)


@pytest.mark.exigence("CLO-15", "TRA-02")
def test_la_meme_cloture_lancee_quatre_fois_au_meme_instant_n_en_fait_qu_une(
    ouvrier, mandataire, epreuve_a_clore
):
    epreuve, gestionnaire = epreuve_a_clore
    depart, refus = threading.Barrier(4), []

    def cliquer():
        depart.wait()
        try:
            demandes.demander_cloture(Portee(epreuve), par=gestionnaire)
        except Refus as deja:
            refus.append(deja)
        connection.close()

    clics = [threading.Thread(target=cliquer) for _ in range(4)]
    for clic in clics:
        clic.start()
    for clic in clics:
        clic.join()
    (traitement,) = Traitement.objects.all()
    # The message too may be delivered several times.
    actions.envoyer(traitement)
    actions.envoyer(traitement)
    assert attendre_la_fin(traitement).etat == EtatTraitement.REUSSI
    ouvrier.attendre_le_repos()
    assert len(refus) == 3
    assert traitement.tentatives == 1
    verifier_que_tout_est_passe_une_fois(epreuve)


@pytest.mark.exigence("CLO-15")
def test_un_vieil_envoi_relivre_apres_la_cloture_suivante_ne_change_rien(
    ouvrier, mandataire, epreuve_a_clore
):
    epreuve, gestionnaire = epreuve_a_clore
    attendre_la_fin(demandes.demander_cloture(Portee(epreuve), par=gestionnaire))
    anciens = list(mandataire.recues)
    note = Note.objects.filter(epreuve=epreuve, valeur__lt=10).first()
    Note.objects.filter(pk=note.pk).update(valeur="19.75", version=2, arretee_le=timezone.now())
    attendre_la_fin(demandes.demander_cloture(Portee(epreuve), par=gestionnaire))
    assert len(mandataire.recues) == len(anciens) + 1
    # Twice, in the reverse order.
    reponses = [mandataire.rejouer(ancien) for ancien in [*reversed(anciens), *anciens]]
    assert {statut for statut, _ in reponses} == {200}
    assert {str(v) for v in NoteDansCyclades.objects.filter(version=2).values_list("valeur", flat=True)} == {
        "19.75"
    }
    assert NoteDansCyclades.objects.count() == NOTES
    assert NoteAnterieure.objects.count() == 1
    assert Rapprochement.objects.first().ecarts.count() == 0


@pytest.mark.exigence("CLO-05", "CLO-15")
def test_imagin_absent_laisse_la_cloture_faite_et_sa_moitie_se_renvoie(
    ouvrier, mandataire, mandataire_imagin, epreuve_a_clore
):
    epreuve, gestionnaire = epreuve_a_clore
    mandataire_imagin.incidents.extend([Incident.ERREUR] * 4)
    traitement = demandes.demander_cloture(Portee(epreuve), par=gestionnaire)
    assert attendre_la_fin(traitement).etat == EtatTraitement.INCOMPLET
    assert acquittes() == NOTES / 5
    assert not ServiceFait.objects.exists()
    textes = "\n".join(traitement.lignes.values_list("texte", flat=True))
    assert "Imag’In ne répond pas" in textes
    envois = len(mandataire.recues)
    renvoi = demandes.demander_renvoi(Portee(epreuve), par=gestionnaire)
    assert attendre_la_fin(renvoi).etat == EtatTraitement.REUSSI
    assert len(mandataire.recues) == envois
    copies = Note.objects.exclude(code="AB").count()
    assert sum(ServiceFait.objects.values_list("nombre_de_copies", flat=True)) == copies


@pytest.mark.exigence("TRA-01", "CLO-06")
def test_une_cloture_annulee_garde_ce_qui_est_acquitte_et_la_suivante_envoie_le_reste(
    ouvrier, mandataire, epreuve_a_clore
):
    epreuve, gestionnaire = epreuve_a_clore
    mandataire.lenteur = 0.1
    traitement = demandes.demander_cloture(Portee(epreuve), par=gestionnaire)
    attendre(lambda: acquittes() >= 3)
    actions.annuler(traitement, par=gestionnaire, le=timezone.now())

    def annule():
        traitement.refresh_from_db()
        return traitement.etat == EtatTraitement.ANNULE

    attendre(annule)
    gardes = acquittes()
    assert 3 <= gardes < NOTES / 5
    assert NoteDansCyclades.objects.count() == gardes * 5
    mandataire.lenteur = 0
    suite = demandes.demander_cloture(Portee(epreuve), par=gestionnaire)
    assert attendre_la_fin(suite).etat == EtatTraitement.REUSSI
    assert NoteDansCyclades.objects.count() == NOTES
    assert not NoteAnterieure.objects.exists()
    assert all(note.version == note.version_acquittee for note in Note.objects.all())
