"""The ZIP's own SHA-256, made once, and the ZIP that is void once a copy changed (TEL-02, TEL-04)."""

import base64
import hashlib
import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from santorin.consultation.actions import demander_zip, faire_zip
from santorin.consultation.actions.zips import composer_zip
from santorin.consultation.tasks import preparer_zip
from santorin.journal.models import Entree
from santorin.traitements.actions import sceller
from santorin.traitements.execution import executer
from santorin.traitements.models import EtatTraitement, Traitement
from tests.consultation.archives import copies, faire, octets
from tests.fabriques.copies import fichier_de_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("TEL-02")]


def telecharger(client, document, **entetes):
    """The answer, its bytes read to the end."""
    reponse = client.get(document.url, headers=entetes)
    if reponse.streaming:
        b"".join(reponse.streaming_content)
    return reponse


def test_le_zip_est_garde_avec_le_sha256_de_ce_qui_se_telecharge(classe, client_de):
    traitement = faire(classe.chef)
    document, client = traitement.documents.get(), client_de(classe.chef)
    recue = client.get(document.url)
    somme = hashlib.sha256(b"".join(recue.streaming_content))
    assert document.sha256 == somme.hexdigest()
    assert recue["Repr-Digest"] == f"sha-256=:{base64.b64encode(somme.digest()).decode()}:"
    assert recue["ETag"] == f'"{document.validateur}"' != f'"{document.sha256}"'
    partie = telecharger(client, document, Range="bytes=7-")
    assert partie["Repr-Digest"] == recue["Repr-Digest"]
    assert document.sha256 in client.get(traitement.get_absolute_url()).content.decode()
    entree = Entree.objects.filter(acte="document.telecharger").latest("pk")
    assert entree.apres["sha256"] == document.sha256


@pytest.mark.exigence("TEL-02", "TRA-02")
@pytest.mark.parametrize("incomplet", [False, True])
def test_un_ouvrier_tue_pendant_l_empreinte_ne_refait_pas_le_zip(classe, incomplet):
    traitement = demander_zip(preparer_zip, [], par=classe.chef)
    if incomplet:
        fichier_de_page(classe.compositions[1].copie.pages.get().sha256).unlink()
    executer(traitement.pk, composer_zip)
    document = traitement.documents.get()
    assert (document.sha256, len(copies(traitement))) == ("", 2 if incomplet else 3)
    # What a worker leaves when it dies there.
    Traitement.objects.update(
        etat=EtatTraitement.EN_COURS, fin=None, battement_le=timezone.now() - timedelta(hours=1)
    )
    executer(traitement.pk, faire_zip)
    traitement.refresh_from_db()
    assert traitement.etat == (EtatTraitement.INCOMPLET if incomplet else EtatTraitement.REUSSI)
    scelle = traitement.documents.get()
    assert scelle.pk == document.pk
    assert scelle.sha256 == hashlib.sha256(octets(traitement)).hexdigest()
    assert scelle.empreinte == document.empreinte


def test_un_zip_coupe_dans_le_stockage_n_est_pas_donne(classe, monkeypatch):
    def couper(document):
        os.truncate(default_storage.path(document.fichier.name), document.taille - 1)
        sceller(document)

    monkeypatch.setattr("santorin.consultation.actions.zips.sceller", couper)
    traitement = faire(classe.chef)
    assert traitement.etat == EtatTraitement.REFUSE
    assert "abîmé dans le stockage" in traitement.message
    assert not traitement.documents.exists()


@pytest.mark.exigence("TEL-04")
def test_un_zip_ne_se_donne_plus_quand_une_copie_a_change_et_le_suivant_a_sa_propre_empreinte(
    classe, client_de
):
    ancien = faire(classe.chef)
    document, client = ancien.documents.get(), client_de(classe.chef)
    correction = classe.compositions[0].copie.corrections.get()
    classe.rouvrir()
    correction.refresh_from_db()
    correction.appreciation = "Relu."
    correction.save()
    assert telecharger(client, document).status_code == 200
    classe.transmettre(*classe.compositions)
    refus = telecharger(client, document)
    assert refus.status_code == 409
    phrase = "1\u00a0copie de ce ZIP a changé depuis sa préparation."
    assert phrase in refus.content.decode()
    page = client.get(ancien.get_absolute_url()).content.decode()
    assert phrase in page
    assert document.url not in page
    nouveau = faire(classe.chef)
    [suivant] = nouveau.documents.all()
    assert suivant.sha256 == hashlib.sha256(octets(nouveau)).hexdigest() != document.sha256
    assert telecharger(client, suivant).status_code == 200
