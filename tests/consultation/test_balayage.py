"""Files that no row names any more are listed, then deleted, and nothing else (SEC-01, TRA-02)."""

import os
import time
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from santorin.consultation.actions import demander_zip, faire_zip, pdf_de
from santorin.consultation.tasks import preparer_zip
from santorin.journal.models import Entree
from santorin.traitements.execution import executer
from tests.fabriques.copies import fichier_de_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("SEC-01", "TRA-02")]
PERDUS = (
    "copies/ab/perdu.pdf",
    "documents/00000000-0000-4000-8000-000000000000/reste",
    f"vignettes/ab/{'ab' * 32}-0.jpg",
)


def vieillir(nom, heures=30):
    instant = time.time() - heures * 3600
    os.utime(default_storage.path(nom), (instant, instant))


def balayer(*options):
    sortie = StringIO()
    call_command("balayer_fichiers", *options, stdout=sortie)
    return sortie.getvalue()


@pytest.fixture
def perdus():
    """Three old files without a row, and a young one, which a job may be writing."""
    for nom in (*PERDUS, "copies/ab/en-cours.pdf"):
        default_storage.delete(nom)
        default_storage.save(nom, BytesIO(b"reste"))
    for nom in PERDUS:
        vieillir(nom)
    yield PERDUS
    for nom in (*PERDUS, "copies/ab/en-cours.pdf"):
        default_storage.delete(nom)


@pytest.fixture
def gardes(transmise, client_de):
    """What rows name: a PDF, a document, a thumbnail, a page; old too."""
    pdf = pdf_de(transmise.composition, le=timezone.now())
    traitement = demander_zip(preparer_zip, [], par=transmise.chef)
    executer(traitement.pk, faire_zip)
    client_de(transmise.chef).get(f"/copies/{transmise.copie.cle}/pages/1/vignette")
    sha256 = transmise.copie.pages.get().sha256
    noms = [pdf.nom, traitement.documents.get().fichier.name, f"vignettes/{sha256[:2]}/{sha256}-0.jpg"]
    for nom in noms:
        vieillir(nom)
    return [Path(default_storage.path(nom)) for nom in noms] + [fichier_de_page(sha256)]


def test_sans_supprimer_la_commande_liste_et_n_efface_rien(perdus, gardes):
    dit = balayer()
    assert all(nom in dit for nom in perdus)
    assert "en-cours" not in dit
    assert not any(garde.name in dit for garde in gardes)
    assert all(default_storage.exists(nom) for nom in perdus)
    assert not Entree.objects.filter(acte="fichiers.balayer").exists()


def test_supprimer_efface_ce_que_rien_ne_nomme_et_le_journal_dit_quoi(perdus, gardes):
    assert "effacés" in balayer("--supprimer")
    assert not any(default_storage.exists(nom) for nom in perdus)
    assert default_storage.exists("copies/ab/en-cours.pdf")
    assert all(garde.exists() for garde in gardes)
    noms = {nom for entree in Entree.objects.filter(acte="fichiers.balayer") for nom in entree.apres}
    assert noms >= set(perdus)
    assert all(nom not in balayer("--heures", "25") for nom in perdus)
