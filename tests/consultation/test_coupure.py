"""A download cut by the network, then resumed, over a real HTTP server: the same bytes in the end."""

import httpx
import pytest
from django.conf import settings

from santorin.consultation.actions import demander_zip, faire_zip
from santorin.consultation.tasks import preparer_zip
from santorin.copies.actions import presumer_fraude
from santorin.copies.fichiers import ranger
from santorin.traitements.execution import executer
from tests.consultation.conftest import Scene
from tests.consultation.masse import des_copies_transmises
from tests.fabriques.copies import octets_de_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("TEL-02", "SEC-02")]


@pytest.fixture
def ecole():
    """Forty copies, their ZIP made."""
    scene = Scene()
    scene.compositions = des_copies_transmises(scene, [ranger(octets_de_page("page"))], 40)
    traitement = demander_zip(preparer_zip, [], par=scene.chef)
    executer(traitement.pk, faire_zip)
    scene.document = traitement.documents.get()
    return scene


@pytest.fixture
def navigateur(ecole, live_server, client_de):
    """The chef's browser, as HTTP."""
    temoin = client_de(ecole.chef).cookies[settings.SESSION_COOKIE_NAME].value
    with httpx.Client(base_url=live_server.url, cookies={settings.SESSION_COOKIE_NAME: temoin}) as client:
        yield client


def couper(navigateur, adresse, apres):
    """Read a little more than `apres` bytes, then hang up; what was received, and the validator."""
    recu = b""
    with navigateur.stream("GET", adresse) as reponse:
        for morceau in reponse.iter_raw(8192):
            recu += morceau
            if len(recu) >= apres:
                break
        return recu, reponse.headers["ETag"]


def test_un_zip_coupe_reprend_et_finit_a_l_octet_pres(ecole, navigateur):
    recu, etiquette = couper(navigateur, ecole.document.url, ecole.document.taille // 3)
    assert 0 < len(recu) < ecole.document.taille
    entetes = {"Range": f"bytes={len(recu)}-", "If-Range": etiquette}
    suite = navigateur.get(ecole.document.url, headers=entetes)
    assert suite.status_code == 206
    entier = recu + suite.content
    with ecole.document.fichier.open("rb") as fichier:
        assert entier == fichier.read()


@pytest.mark.exigence("HAR-11")
def test_un_droit_perdu_pendant_la_coupure_arrete_la_reprise(ecole, navigateur):
    recu, etiquette = couper(navigateur, ecole.document.url, 1000)
    presumer_fraude(
        ecole.compositions[0],
        motif="téléphone",
        par=ecole.gestionnaire,
        le=ecole.document.traitement.demande_le,
    )
    entetes = {"Range": f"bytes={len(recu)}-", "If-Range": etiquette}
    assert navigateur.get(ecole.document.url, headers=entetes).status_code == 409
