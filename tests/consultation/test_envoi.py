"""Cut downloads go on where they stopped, for PDFs and for the documents of jobs."""

import pytest
from django.core.files.base import ContentFile

from santorin.traitements.models import Document
from tests.fabriques import un_traitement

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("TEL-02", "SEC-02")]


def corps(reponse):
    return b"".join(reponse.streaming_content) if reponse.streaming else reponse.content


@pytest.fixture
def pdf(transmise, client_de):
    """`pdf(**headers)`: the answer for the copy's PDF."""
    client = client_de(transmise.chef)
    return lambda **entetes: client.get(f"/copies/{transmise.copie.cle}/copie.pdf", headers=entetes)


def test_le_fichier_entier_annonce_sa_taille_son_nom_et_son_etiquette(pdf, transmise):
    reponse = pdf()
    octets = corps(reponse)
    assert reponse["Content-Length"] == str(len(octets))
    assert reponse["Accept-Ranges"] == "bytes"
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["Cache-Control"] == "private, no-cache"
    numero, code = transmise.composition.candidat.numero, transmise.epreuve.code
    assert reponse["Content-Disposition"] == f'attachment; filename="GUYLESTE_Fazia_{numero}_{code}.pdf"'


def test_un_telechargement_coupe_reprend_a_l_octet_pres(pdf):
    premiere = pdf()
    entier, etiquette = corps(premiere), premiere["ETag"]
    suite = pdf(**{"Range": "bytes=1000-", "If-Range": etiquette})
    assert (suite.status_code, suite["Content-Range"]) == (206, f"bytes 1000-{len(entier) - 1}/{len(entier)}")
    assert entier[:1000] + corps(suite) == entier


@pytest.mark.parametrize(
    ("plage", "attendue"),
    [("bytes=0-9", slice(0, 10)), ("bytes=-7", slice(-7, None)), ("bytes=5-99999999999", slice(5, None))],
)
def test_chaque_forme_de_plage(pdf, plage, attendue):
    entier = corps(pdf())
    reponse = pdf(Range=plage)
    assert reponse.status_code == 206
    assert corps(reponse) == entier[attendue]
    assert reponse["Content-Length"] == str(len(entier[attendue]))


@pytest.mark.parametrize("plage", ["bytes=999999999-", "bytes=-0"])
def test_une_plage_hors_du_fichier_est_refusee(pdf, plage):
    reponse = pdf(Range=plage)
    assert (reponse.status_code, reponse["Content-Range"].split("/")[0]) == (416, "bytes *")


@pytest.mark.parametrize("plage", ["octets=0-9", "bytes=9-0", "bytes=0-1,4-5", "bytes=-", "bytes=x-"])
def test_une_plage_mal_dite_ou_multiple_donne_le_fichier_entier(pdf, plage):
    reponse = pdf(Range=plage)
    assert reponse.status_code == 200
    assert corps(reponse).startswith(b"%PDF-")


def test_un_fichier_change_depuis_est_redonne_entier(pdf):
    reponse = pdf(**{"Range": "bytes=1000-", "If-Range": '"une-autre-version"'})
    assert reponse.status_code == 200
    assert corps(reponse).startswith(b"%PDF-")


def test_rien_de_neuf_ne_se_renvoie_pas(pdf):
    premiere = pdf()
    corps(premiere)
    assert pdf(**{"If-None-Match": premiere["ETag"]}).status_code == 304


def test_la_compression_ne_touche_pas_ce_qui_annonce_ses_parties(pdf):
    reponse = pdf(**{"Accept-Encoding": "gzip"})
    assert not reponse.has_header("Content-Encoding")
    assert reponse["Content-Length"] == str(len(corps(reponse)))


def test_une_page_numerisee_arrive_telle_quelle(transmise, client_de):
    client = client_de(transmise.chef)
    page = transmise.copie.pages.get()
    reponse = client.get(f"/copies/{transmise.copie.cle}/pages/1")
    assert len(corps(reponse)) == page.taille
    assert reponse["ETag"] == f'"{page.sha256}"'
    assert reponse["Content-Type"] == "image/jpeg"


def test_le_document_d_un_traitement_reprend_aussi(client_de, transmise):
    traitement = un_traitement(demande_par=transmise.chef)
    document = Document(traitement=traitement, nom="liste.csv", type="text/csv", taille=10, sha256="0" * 64)
    document.fichier.save("liste.csv", ContentFile(b"0123456789"))
    client = client_de(transmise.chef)
    reponse = client.get(document.url, headers={"Range": "bytes=4-"})
    assert (reponse.status_code, corps(reponse)) == (206, b"456789")
    assert 'filename="liste.csv"' in reponse["Content-Disposition"]
    assert client_de(transmise.gestionnaire).get(document.url).status_code == 404
