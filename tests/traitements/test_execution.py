"""TRA-01, TRA-02: a job is claimed once, tells what it does, and ends in words whatever happens."""

import threading
import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone

from santorin.refus import Refus
from santorin.traitements.compte_rendu import Suspension
from santorin.traitements.execution import executer
from santorin.traitements.models import EtatTraitement, Traitement
from tests.fabriques import un_traitement

pytestmark = pytest.mark.django_db(transaction=True)


def apres(traitement):
    traitement.refresh_from_db()
    return traitement


@pytest.mark.exigence("TRA-01")
def test_un_traitement_reussi_garde_ses_lignes_son_avancement_et_ses_documents():
    def travailler(compte_rendu):
        compte_rendu.noter("Édition des PVI")
        compte_rendu.avancer(3, 3)
        compte_rendu.joindre("pv.txt", "text/plain", File(BytesIO(b"PV")))

    traitement = un_traitement()
    executer(traitement.pk, travailler, planificateur="instance=server.0")
    assert apres(traitement).etat == EtatTraitement.REUSSI
    assert (traitement.fait, traitement.total, traitement.planificateur) == (3, 3, "instance=server.0")
    assert [ligne.texte for ligne in traitement.lignes.all()] == [
        "Édition des PVI",
        "Document produit : pv.txt",
    ]
    document = traitement.documents.get()
    with document.fichier.open("rb") as fichier:
        assert (document.nom, document.taille, fichier.read()) == ("pv.txt", 2, b"PV")


@pytest.mark.exigence("TRA-01")
def test_une_ligne_d_erreur_donne_termine_avec_des_anomalies():
    traitement = un_traitement()
    executer(traitement.pk, lambda compte_rendu: compte_rendu.signaler("Candidat inconnu"))
    assert apres(traitement).etat == EtatTraitement.INCOMPLET


@pytest.mark.exigence("TRA-01")
def test_les_lignes_survivent_a_l_annulation_de_la_transaction():
    def echouer(compte_rendu):
        with transaction.atomic():
            compte_rendu.noter("Jusqu'ici tout va bien")
            time.sleep(0.2)
            raise ZeroDivisionError

    traitement = un_traitement()
    with pytest.raises(ZeroDivisionError):
        executer(traitement.pk, echouer)
    assert apres(traitement).etat == EtatTraitement.ECHOUE
    assert str(traitement.uuid) in traitement.message
    assert traitement.lignes.get().texte == "Jusqu'ici tout va bien"


@pytest.mark.exigence("TRA-01")
def test_l_avancement_se_voit_pendant_une_longue_transaction():
    vus = []

    def travailler(compte_rendu):
        with transaction.atomic():
            compte_rendu.avancer(1, 2)
            compte_rendu.noter("à moitié")
            lecteur = threading.Thread(target=lire)
            lecteur.start()
            lecteur.join()

    def lire():
        limite = time.monotonic() + 5
        while time.monotonic() < limite and not vus:
            vus.extend(
                Traitement.objects.filter(fait=1, lignes__texte="à moitié").values_list("fait", "total")
            )
            time.sleep(0.02)
        connection.close()

    executer(un_traitement().pk, travailler)
    assert vus == [(1, 2)]


@pytest.mark.exigence("TRA-01")
def test_un_refus_donne_sa_phrase():
    def refuser(compte_rendu):
        raise Refus("Aucun lot de cette épreuve n'est verrouillé.")

    traitement = un_traitement()
    executer(traitement.pk, refuser)
    assert (apres(traitement).etat, traitement.message) == (
        EtatTraitement.REFUSE,
        "Aucun lot de cette épreuve n'est verrouillé.",
    )


@pytest.mark.exigence("TRA-02")
def test_un_traitement_en_cours_ou_fini_n_est_pas_repris_une_seconde_fois():
    appels = []
    traitement = un_traitement()

    def travailler(compte_rendu):
        appels.append("premier")
        executer(traitement.pk, lambda _: appels.append("second"))

    executer(traitement.pk, travailler)
    executer(traitement.pk, lambda _: appels.append("troisième"))
    assert appels == ["premier"]


@pytest.mark.exigence("TRA-02")
def test_un_traitement_silencieux_est_repris_et_l_ancien_ouvrier_s_arrete(settings):
    settings.TRAITEMENT_BATTEMENT = 0.05
    traitement = un_traitement()
    fins = []

    def long(compte_rendu):
        Traitement.objects.filter(pk=traitement.pk).update(battement_le=timezone.now() - timedelta(hours=1))
        executer(traitement.pk, lambda autre: autre.noter("repris"))
        limite = time.monotonic() + 5
        while time.monotonic() < limite:
            compte_rendu.avancer(1)
            time.sleep(0.02)
        fins.append("n'a pas été arrêté")

    executer(traitement.pk, long)
    assert fins == []
    assert (apres(traitement).etat, traitement.tentatives) == (EtatTraitement.REUSSI, 2)
    assert "Reprise du traitement (tentative n° 2)." in [ligne.texte for ligne in traitement.lignes.all()]


@pytest.mark.exigence("TRA-01")
def test_une_annulation_demandee_arrete_le_travail_a_son_prochain_pas(settings):
    settings.TRAITEMENT_BATTEMENT = 0.05
    traitement = un_traitement()

    def travailler(compte_rendu):
        Traitement.objects.filter(pk=traitement.pk).update(annulation_demandee=True)
        limite = time.monotonic() + 5
        while time.monotonic() < limite:
            compte_rendu.avancer(1)
            time.sleep(0.02)

    executer(traitement.pk, travailler)
    assert apres(traitement).etat == EtatTraitement.ANNULE


@pytest.mark.exigence("TRA-02")
def test_une_suspension_prevoit_sa_reprise():
    def suspendre(compte_rendu):
        raise Suspension("Cyclades ne répond pas.", delai=timedelta(seconds=30))

    traitement = un_traitement()
    executer(traitement.pk, suspendre)
    assert (apres(traitement).etat, traitement.message) == (
        EtatTraitement.SUSPENDU,
        "Cyclades ne répond pas.",
    )
    assert traitement.fin is None
    maintenant = timezone.now()
    silence = timedelta(seconds=15)
    assert not Traitement.objects.a_relancer(maintenant, silence).exists()
    assert Traitement.objects.a_relancer(maintenant + timedelta(seconds=31), silence).get() == traitement
    executer(traitement.pk, lambda _: None)
    assert apres(traitement).etat == EtatTraitement.REUSSI
