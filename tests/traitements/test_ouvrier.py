"""TRA-01, TRA-02 with a real worker process, killed for good."""

import threading
import time

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from santorin.refus import DejaFait, Refus
from santorin.traitements import actions
from santorin.traitements.models import EtatTraitement, Traitement
from tests.fabriques import un_gestionnaire, un_traitement
from tests.harnais import taches


def demander(tache=taches.compter, **options):
    defauts = {"objet": "epreuve:1", "libelle": "Compter", "par": un_gestionnaire()}
    if tache is taches.compter:
        defauts |= {"jusqu_a": 3, "pause": 0}
    return actions.demander(tache, **defauts | options)


def attendre(traitement, *etats, delai=40):
    limite = time.monotonic() + delai
    while time.monotonic() < limite:
        traitement.refresh_from_db()
        if traitement.etat in etats:
            return traitement
        time.sleep(0.05)
    raise AssertionError(f"état {traitement.etat} au lieu de {etats}")


@pytest.mark.exigence("TRA-01")
def test_l_ouvrier_fait_le_travail_demande(serveur_celery):
    traitement = attendre(demander(), EtatTraitement.REUSSI)
    assert (traitement.fait, traitement.total, traitement.tentatives) == (3, 3, 1)
    assert traitement.planificateur.startswith("instance=")
    assert traitement.documents.get().nom == "preuve.txt"


@pytest.mark.exigence("TRA-02")
def test_un_ouvrier_tue_ne_perd_pas_le_travail_un_autre_le_reprend(serveur_celery):
    traitement = demander(jusqu_a=40, pause=0.05)
    attendre(traitement, EtatTraitement.EN_COURS)
    serveur_celery.kill()
    serveur_celery.start()
    attendre(traitement, EtatTraitement.REUSSI)
    assert (traitement.fait, traitement.tentatives) == (40, 2)
    assert traitement.documents.count() == 1


@pytest.mark.exigence("TRA-02")
def test_un_travail_demande_pendant_la_panne_de_l_ouvrier_est_fait_a_son_retour(serveur_celery):
    serveur_celery.kill()
    traitement = demander()
    serveur_celery.start()
    attendre(traitement, EtatTraitement.REUSSI)


@pytest.mark.exigence("TRA-01")
def test_une_annulation_arrete_le_travail_en_cours(serveur_celery):
    traitement = demander(jusqu_a=400, pause=0.05)
    attendre(traitement, EtatTraitement.EN_COURS)
    actions.annuler(traitement, par=traitement.demande_par, le=timezone.now())
    attendre(traitement, EtatTraitement.ANNULE)
    assert not traitement.documents.exists()


@pytest.mark.exigence("TRA-01")
def test_relancer_redonne_les_memes_parametres_et_les_memes_fichiers(serveur_celery):
    piece = ContentFile(b"AB;DI", name="entree.txt")
    traitement = attendre(demander(taches.copier, pieces=[piece]), EtatTraitement.REUSSI)
    Traitement.objects.filter(pk=traitement.pk).update(etat=EtatTraitement.ECHOUE)
    traitement.refresh_from_db()
    nouveau = actions.relancer(traitement, par=traitement.demande_par, le=timezone.now())
    attendre(nouveau, EtatTraitement.REUSSI)
    with nouveau.documents.get(nom="sortie.txt").fichier.open("rb") as sortie:
        assert sortie.read() == b"AB;DI"


@pytest.mark.exigence("TRA-02")
@pytest.mark.django_db
def test_un_seul_traitement_actif_par_objet():
    demander()
    with pytest.raises(DejaFait, match="déjà en cours"):
        demander()
    demander(objet="epreuve:2")


@pytest.mark.exigence("TRA-02")
@pytest.mark.django_db(transaction=True)
def test_deux_demandes_au_meme_instant_n_en_font_qu_une():
    par = un_gestionnaire()
    refus, depart = [], threading.Barrier(4)

    def cliquer():
        depart.wait()
        try:
            demander(par=par)
        except DejaFait:
            refus.append(1)
        connection.close()

    clics = [threading.Thread(target=cliquer) for _ in range(4)]
    for clic in clics:
        clic.start()
    for clic in clics:
        clic.join()
    assert (Traitement.objects.count(), len(refus)) == (1, 3)


@pytest.mark.exigence("TRA-01")
@pytest.mark.django_db
def test_un_traitement_fini_ne_s_annule_pas_et_un_reussi_ne_se_relance_pas():
    le = timezone.now()
    fini = un_traitement(etat=EtatTraitement.REUSSI, fin=le)
    with pytest.raises(Refus):
        actions.annuler(fini, par=fini.demande_par, le=le)
    with pytest.raises(Refus):
        actions.relancer(fini, par=fini.demande_par, le=le)
