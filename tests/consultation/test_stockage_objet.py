"""Files in an object store (a real S3 server on loopback) or sent by the front server (SEC-02, TEL-02)."""

import io
import re
import zipfile
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import httpx
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from moto.server import ThreadedMotoServer

from santorin.consultation.actions import demander_zip, faire_zip, pdf_de
from santorin.consultation.models import PdfDeCopie
from santorin.consultation.tasks import preparer_zip
from santorin.copies import fichiers
from santorin.copies.actions import presumer_fraude
from santorin.copies.models import Composition
from santorin.editions.stockage import ecriture, lire_tranche
from santorin.journal.models import Entree
from santorin.traitements.execution import executer
from santorin.traitements.models import EtatTraitement, Traitement
from tests.fabriques.copies import octets_de_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("SEC-02")]
SEAU = "copies-de-lessai"
CLES = {"access_key": "cle-de-lessai", "secret_key": "secret-de-lessai"}


@pytest.fixture(scope="module")
def serveur_s3():
    """An S3 server, and what its requests are seen to be."""
    serveur = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    serveur.start()
    hote, port = serveur.get_host_and_port()
    yield f"http://{hote}:{port}"
    serveur.stop()


@pytest.fixture
def seau(serveur_s3, settings):
    """The storage of this test: an empty bucket."""
    client = boto3.client(
        "s3",
        endpoint_url=serveur_s3,
        aws_access_key_id=CLES["access_key"],
        aws_secret_access_key=CLES["secret_key"],
        region_name="fr-par",
    )
    client.create_bucket(Bucket=SEAU, CreateBucketConfiguration={"LocationConstraint": "fr-par"})
    options = {**settings.STOCKAGE_OBJET["OPTIONS"], **CLES}
    options |= {"bucket_name": SEAU, "endpoint_url": serveur_s3}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STOCKAGE_OBJET, "OPTIONS": options},
    }
    yield client
    for objet in client.list_objects_v2(Bucket=SEAU).get("Contents", ()):
        client.delete_object(Bucket=SEAU, Key=objet["Key"])
    client.delete_bucket(Bucket=SEAU)


def cles(client):
    return [objet["Key"] for objet in client.list_objects_v2(Bucket=SEAU).get("Contents", ())]


@pytest.mark.exigence("NUM-02")
def test_une_page_est_rangee_une_fois_dans_le_seau_et_relue_a_l_octet_pres(seau):
    contenu = octets_de_page("dans le seau")
    page = fichiers.ranger(contenu)
    assert fichiers.ranger(contenu) == page
    assert cles(seau) == [fichiers.nom_de_stockage(page.sha256)]
    with fichiers.ouvrir(page.sha256) as fichier:
        assert fichier.read() == contenu
    with pytest.raises(FileNotFoundError):
        fichiers.ouvrir("0" * 64)


def test_un_magasin_qui_ne_repond_pas_est_une_panne_de_fichiers(seau, settings):
    options = {**settings.STORAGES["default"]["OPTIONS"], "endpoint_url": "http://127.0.0.1:1"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STOCKAGE_OBJET, "OPTIONS": options}}
    with pytest.raises(OSError, match=r"127\.0\.0\.1:1"):
        fichiers.ouvrir("0" * 64)


@pytest.mark.exigence("RES-06")
def test_une_tranche_d_un_gros_fichier_vient_seule_du_seau(seau):
    with ecriture("releves/1/essai.paquet") as fichier:
        fichier.write(b"un relev\xc3\xa9" + bytes(100_000) + b"un autre")
    assert lire_tranche("releves/1/essai.paquet", 100_010, 8) == b"un autre"
    assert lire_tranche("releves/1/essai.paquet", 0, 2) == b"un"
    with pytest.raises(OSError, match="absent"):
        lire_tranche("releves/1/absent.paquet", 0, 2)


@pytest.mark.exigence("TEL-02")
def test_un_zip_fait_depuis_le_seau_y_est_range_entier(seau, transmise):
    traitement = demander_zip(preparer_zip, [], par=transmise.chef)
    executer(traitement.pk, faire_zip)
    traitement = Traitement.objects.get(pk=traitement.pk)
    assert traitement.etat == EtatTraitement.REUSSI, traitement.message
    document = traitement.documents.get()
    with document.fichier.open("rb") as fichier:
        octets = fichier.read()
    archive = zipfile.ZipFile(io.BytesIO(octets))
    assert (archive.testzip(), len(octets)) == (None, document.taille)
    assert sum(nom.endswith(".pdf") for nom in archive.namelist()) == 1


def test_un_pdf_abime_dans_le_seau_est_refait(seau, transmise):
    pdf = pdf_de(transmise.composition, le=timezone.now())
    seau.put_object(Bucket=SEAU, Key=pdf.nom, Body=b"%PDF-" + bytes(pdf.taille - 5))
    traitement = demander_zip(preparer_zip, [], par=transmise.chef)
    executer(traitement.pk, faire_zip)
    traitement.refresh_from_db()
    assert traitement.etat == EtatTraitement.REUSSI
    assert PdfDeCopie.objects.get().nom != pdf.nom
    with traitement.documents.get().fichier.open("rb") as fichier:
        assert zipfile.ZipFile(io.BytesIO(fichier.read())).testzip() is None


@pytest.mark.exigence("SEC-01", "TEL-01")
def test_le_pdf_part_du_seau_par_une_adresse_signee_et_courte_apres_le_droit(seau, transmise, client_de):
    adresse = f"/copies/{transmise.copie.cle}/copie.pdf"
    reponse = client_de(transmise.chef).get(adresse)
    assert reponse.status_code == 302
    assert "no-store" in reponse["Cache-Control"]
    signee = urlsplit(reponse["Location"])
    demandes = parse_qs(signee.query)
    assert demandes["X-Amz-Expires"] == [str(settings.LIEN_DUREE)]
    assert demandes["X-Amz-Signature"]
    recu = httpx.get(reponse["Location"])
    pdf = PdfDeCopie.objects.get()
    assert (recu.status_code, len(recu.content), recu.headers["Content-Type"]) == (
        200,
        pdf.taille,
        "application/pdf",
    )
    assert re.match(r"attachment; filename", recu.headers["Content-Disposition"])
    partie = httpx.get(reponse["Location"], headers={"Range": "bytes=10-19"})
    assert (partie.status_code, partie.content) == (206, recu.content[10:20])
    assert Entree.objects.filter(acte="copie.telecharger", par=transmise.chef.pk).count() == 1


@pytest.mark.exigence("TEL-03", "HAR-11")
def test_une_copie_retiree_n_a_plus_d_adresse(seau, transmise, client_de):
    adresse = f"/copies/{transmise.copie.cle}/copie.pdf"
    client = client_de(transmise.chef)
    assert client.get(adresse).status_code == 302
    presumer_fraude(transmise.composition, motif="téléphone", par=transmise.gestionnaire, le=timezone.now())
    assert client.get(adresse).status_code == 404


def test_l_image_d_une_page_ne_quitte_pas_notre_adresse(seau, transmise, client_de):
    reponse = client_de(transmise.chef).get(f"/copies/{transmise.copie.cle}/pages/1")
    assert reponse.status_code == 200
    assert b"".join(reponse.streaming_content).startswith(b"\xff\xd8")


def test_le_frontal_envoie_le_fichier_que_le_droit_a_ouvert(
    transmise, client_de, settings, django_user_model
):
    settings.FRONTAL_FICHIERS = "/fichiers-proteges/"
    client = client_de(transmise.chef)
    pdf = client.get(f"/copies/{transmise.copie.cle}/copie.pdf")
    assert (pdf.status_code, pdf.content) == (200, b"")
    range_ = unquote(pdf["X-Accel-Redirect"]).removeprefix("/fichiers-proteges/")
    assert range_ == PdfDeCopie.objects.get().nom
    assert default_storage.exists(range_)
    assert pdf["Content-Disposition"].startswith("attachment")
    page = client.get(f"/copies/{transmise.copie.cle}/pages/1")
    assert page["X-Accel-Redirect"].endswith(f"{transmise.copie.pages.get().sha256}.jpg")
    voisin = client_de(django_user_model.objects.create_user("voisin", password="x" * 12))
    refus = voisin.get(f"/copies/{transmise.copie.cle}/copie.pdf")
    assert refus.status_code == 403
    assert not refus.has_header("X-Accel-Redirect")


def test_le_document_d_un_traitement_part_aussi_par_le_frontal(transmise, client_de, settings):
    traitement = demander_zip(preparer_zip, [], par=transmise.chef)
    executer(traitement.pk, faire_zip)
    document = traitement.documents.get()
    settings.FRONTAL_FICHIERS = "/fichiers-proteges/"
    reponse = client_de(transmise.chef).get(document.url)
    assert unquote(reponse["X-Accel-Redirect"]) == f"/fichiers-proteges/{document.fichier.name}"
    assert Composition.objects.count() == 1
