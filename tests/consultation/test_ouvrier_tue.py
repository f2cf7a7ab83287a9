"""The worker dies while it zips; two workers race; the ZIP is whole or absent (TRA-02, TEL-02)."""

import io
import time
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from santorin.consultation.actions import demander_zip, pdf_de
from santorin.consultation.lectures.marque import marques
from santorin.consultation.models import PdfDeCopie
from santorin.consultation.tasks import preparer_zip
from santorin.copies.actions import deverrouiller
from santorin.copies.fichiers import ranger
from santorin.copies.models import Composition
from santorin.traitements.models import EtatTraitement
from tests.consultation.conftest import Scene
from tests.consultation.masse import des_copies_transmises
from tests.fabriques.copies import octets_de_page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.exigence("TEL-02", "TRA-02", "CLO-15"),
]
NOMBRE, ECOLE, DELAI = 400, 3000, 90


@pytest.fixture
def lycee():
    """Four hundred copies of two pages."""
    return des_copies(NOMBRE)


@pytest.fixture
def ecole():
    """Three thousand copies; the PDF of one in eight is still to be made, the others have one file for all."""
    decor = des_copies(ECOLE)
    premiere, *autres = decor.compositions
    modele = pdf_de(Composition.objects.get(pk=premiere.pk), le=timezone.now())
    faits = [composition for rang, composition in enumerate(autres, start=1) if rang % 8]
    marque = marques([composition.pk for composition in faits])
    noms = ("empreinte", "version", "nom", "taille", "sha256", "crc32", "fait_le")
    champs = {nom: getattr(modele, nom) for nom in noms}
    PdfDeCopie.objects.bulk_create(
        PdfDeCopie(copie=composition.copie, marque=marque[composition.pk].valeur, **champs)
        for composition in faits
    )
    return decor


def des_copies(nombre):
    decor = Scene()
    images = [ranger(octets_de_page(f"page {numero}")) for numero in (1, 2)]
    decor.compositions = des_copies_transmises(decor, images, nombre)
    return decor


def attendre(traitement, condition):
    limite = time.monotonic() + DELAI
    while time.monotonic() < limite:
        traitement.refresh_from_db()
        if condition(traitement):
            return
        time.sleep(0.02)
    pytest.fail(f"{traitement.etat}, {traitement.fait} sur {traitement.total} : {traitement.message}")


def fini(traitement):
    return not traitement.est_actif


def archive(traitement):
    with traitement.documents.get().fichier.open("rb") as fichier:
        return zipfile.ZipFile(io.BytesIO(fichier.read()))


def test_un_ouvrier_tue_pendant_le_zip_de_3000_copies_est_repris_et_le_zip_est_entier(ecole, serveur_celery):
    traitement = demander_zip(preparer_zip, [], par=ecole.chef)
    attendre(traitement, lambda t: 0 < t.fait < ECOLE)
    serveur_celery.kill()
    traitement.refresh_from_db()
    assert not traitement.documents.exists()
    deja_faits = set(PdfDeCopie.objects.values_list("copie", "fait_le"))
    assert ECOLE - ECOLE // 8 < len(deja_faits) < ECOLE
    serveur_celery.start()
    attendre(traitement, fini)
    assert deja_faits <= set(PdfDeCopie.objects.values_list("copie", "fait_le"))
    assert (traitement.etat, traitement.tentatives) == (EtatTraitement.REUSSI, 2)
    recue = archive(traitement)
    assert sum(nom.endswith(".pdf") for nom in recue.namelist()) == ECOLE
    assert recue.testzip() is None
    _, gardes = default_storage.listdir(f"documents/{traitement.uuid}")
    assert len(gardes) == 1


def test_une_annulation_pendant_le_zip_n_en_laisse_rien(lycee, serveur_celery):
    traitement = demander_zip(preparer_zip, [], par=lycee.chef)
    attendre(traitement, lambda t: 0 < t.fait < NOMBRE)
    type(traitement).objects.filter(pk=traitement.pk).update(annulation_demandee=True)
    attendre(traitement, fini)
    assert traitement.etat == EtatTraitement.ANNULE
    assert not traitement.documents.exists()
    _, gardes = default_storage.listdir(f"documents/{traitement.uuid}")
    assert gardes == []


@pytest.mark.exigence("TEL-04")
def test_un_lot_rouvert_pendant_le_zip_laisse_un_zip_entier_qui_dit_ce_qui_manque(lycee, serveur_celery):
    lycee.lot.etat, lycee.lot.correcteur = "verrouille", lycee.lot.correcteur
    lycee.lot.verrouille_par, lycee.lot.verrouille_le = (
        lycee.gestionnaire,
        lycee.compositions[0].note.arretee_le,
    )
    lycee.lot.save()
    traitement = demander_zip(preparer_zip, [], par=lycee.chef)
    attendre(traitement, lambda t: 0 < t.fait < NOMBRE)
    deverrouiller(lycee.lot, motif="erreur", par=lycee.gestionnaire, le=timezone.now())
    attendre(traitement, fini)
    assert traitement.etat == EtatTraitement.INCOMPLET
    recue = archive(traitement)
    dedans = sum(nom.endswith(".pdf") for nom in recue.namelist())
    manquantes = recue.read("COPIES_MANQUANTES.csv").decode("utf-8-sig").splitlines()[1:]
    assert 0 < dedans < NOMBRE
    assert dedans + len(manquantes) == NOMBRE
    assert all("en recorrection" in ligne for ligne in manquantes)
    assert recue.testzip() is None
