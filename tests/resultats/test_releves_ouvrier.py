"""A real worker makes transcripts, and dies while it does (RES-05, RES-06, TRA-02)."""

import time
from contextlib import contextmanager
from io import BytesIO

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from resultats import fichiers
from resultats.actions.generation import demander_generation
from resultats.actions.releves import retirer
from resultats.lectures import releves as lectures
from resultats.models import Generation, Releve
from resultats.tasks import generer_les_releves
from santorin.traitements.models import Document, EtatTraitement, Traitement
from tests.resultats.essai_releves import Ecole

pytestmark = pytest.mark.django_db(transaction=True)
DELAI = 90


def attendre(condition, quoi):
    limite = time.monotonic() + DELAI
    while time.monotonic() < limite:
        if condition():
            return
        time.sleep(0.05)
    pytest.fail(f"{quoi} : rien après {DELAI} s")


def fini(traitement):
    traitement.refresh_from_db()
    return not traitement.est_actif


def un_ouvrier_attend():
    """Whether somebody waits for a lock in this database."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return curseur.fetchone()[0] > 0


@contextmanager
def candidatures_tenues(uai):
    """Nobody can write a row that names these candidatures."""
    verrou = connection.copy()
    verrou.set_autocommit(False)
    try:
        with verrou.cursor() as curseur:
            curseur.execute("SELECT id FROM cyclades_candidature WHERE uai = %s FOR UPDATE", [uai])
        yield
    finally:
        verrou.rollback()
        verrou.close()


@pytest.mark.exigence("RES-06", "TRA-02")
def test_un_ouvrier_tue_entre_son_fichier_et_ses_lignes_est_repris_sans_rien_doubler(serveur_celery):
    premiere, seconde = Ecole(3), Ecole(2)
    with candidatures_tenues(seconde.etablissement.uai):
        # The worker writes the second school's file, then waits here to write its rows.
        traitement = demander_generation(generer_les_releves, premiere.cadre, par=premiere.gestionnaire)
        attendre(lambda: un_ouvrier_attend() and Releve.objects.count() == 3, "seconde école")
        generation = Generation.objects.get()
        assert len(default_storage.listdir(f"releves/{generation.pk}")[1]) == 2
        serveur_celery.kill()
    assert not Generation.objects.get().complete
    avant = set(Releve.objects.values_list("pk", "sha256"))
    serveur_celery.start()
    attendre(lambda: fini(traitement), "reprise")
    assert (traitement.etat, traitement.tentatives) == (EtatTraitement.REUSSI, 2)
    apres = Generation.objects.get()
    assert (apres.pk, apres.complete, apres.releves.count()) == (generation.pk, True, 5)
    assert avant <= set(apres.releves.values_list("pk", "sha256"))
    assert {releve.numero for releve in apres.releves.all()} == {1}
    connus = {nom.rpartition("/")[2] for nom in apres.releves.values_list("fichier", flat=True)}
    assert set(default_storage.listdir(f"releves/{apres.pk}")[1]) == connus
    assert all(fichiers.lire(releve).startswith(b"%PDF-") for releve in apres.releves.all())


@pytest.mark.exigence("RES-05", "RES-08", "TRA-01")
def test_le_pdf_d_un_grand_etablissement_est_fait_en_arriere_plan_et_cesse_d_etre_remis(
    serveur_celery, client_de, monkeypatch
):
    monkeypatch.setattr(lectures, "SANS_TRAITEMENT", 2)
    ecole = Ecole(3)
    ecole.publier()
    service = ecole.ouvrir()
    client = client_de(ecole.chef)
    assert "fait en arrière-plan" in client.get("/resultats/releves/en-masse/").content.decode()
    lieu, cadre = ecole.etablissement, ecole.cadre
    adresse = f"/resultats/releves/en-masse/{lieu.uai}/{cadre.examen.code}/{cadre.session.code}/"
    assert client.get(f"{adresse}pdf/").status_code == 409
    client.post(adresse)
    traitement = Traitement.objects.get()
    attendre(lambda: fini(traitement), "document")
    assert traitement.etat == EtatTraitement.REUSSI
    document = Document.objects.get()
    assert document.nom == f"RLN_{cadre.cle}_{lieu.uai}.pdf"
    recu = b"".join(client.get(document.url).streaming_content)
    assert len(pypdf.PdfReader(BytesIO(recu)).pages) == 3
    service.ferme_le = timezone.now()
    service.save()
    refus = client.get(document.url)
    assert (refus.status_code, "n’est pas ouvert" in refus.content.decode()) == (409, True)
    service.ferme_le = None
    service.save()
    assert b"".join(client.get(document.url).streaming_content) == recu
    generation = Generation.objects.get()
    ecole.changer(ecole.candidatures[0], affichage="12,00")
    ecole.publier()
    refus = client.get(document.url)
    assert (refus.status_code, "par une version plus récente" in refus.content.decode()) == (409, True)
    retirer(generation, motif="barème erroné", par=ecole.gestionnaire, le=timezone.now())
    refus = client.get(document.url)
    assert (refus.status_code, "retirés depuis" in refus.content.decode()) == (409, True)
