"""The public page that says whether a document is authentic, and nothing else (RES-07, RES-08)."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from resultats import fichiers, sceau
from resultats.actions.releves import retirer
from resultats.forms.authenticite import TAILLE_AU_PLUS
from resultats.freins import AUTHENTICITE
from tests.resultats.essai_releves import Ecole

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("RES-07")]

CODE = "/publications/authenticite/"
FICHIER = "/publications/authenticite/fichier/"


def demander(client, code):
    return client.get(CODE, {"code": code})


def deposer(client, octets, nom="releve.pdf"):
    return client.post(FICHIER, {"fichier": SimpleUploadedFile(nom, octets, "application/pdf")})


@pytest.fixture
def publiee():
    """One pupil whose transcript can be had."""
    ecole = Ecole(1, nom="LAVANDE", prenoms="Alexandre", mention="Bien")
    ecole.generation = ecole.publier()
    ecole.releve = ecole.generation.releves.get()
    return ecole


def test_un_code_a_80_bits_et_se_lit_sur_le_papier():
    codes = {sceau.tirer() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", code) for code in codes)
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", sceau.ecrire(codes.pop()))


@pytest.mark.parametrize(
    ("saisi", "lu"),
    [
        ("7Q2F-M8XK-01ZC-TN5D", "7Q2FM8XK01ZCTN5D"),
        (" 7q2f m8xk\u00a0olzc tn5d ", "7Q2FM8XK01ZCTN5D"),
        ("7Q2F–M8XK–OIZC–TN5D", "7Q2FM8XK01ZCTN5D"),
        ("7Q2F-M8XK-01ZC-TN5", None),
        ("7Q2F-M8XK-01ZC-TN5DD", None),
        ("7Q2F-M8XK-01ZC-TN5U", None),
        ("7Q2F-M8XK-01ZC-TN5É", None),
        ("７Q2F-M8XK-01ZC-TN5D", None),
        ("", None),
    ],
)
def test_la_casse_les_espaces_et_les_lettres_confondues_sont_pardonnes(saisi, lu):
    assert sceau.lire(saisi) == lu


def test_un_document_publie_est_authentique_et_rien_de_son_contenu_n_est_dit(publiee, client):
    reponse = demander(client, sceau.ecrire(publiee.releve.code).lower())
    lue = reponse.content.decode()
    assert reponse.status_code == 200
    assert "Ce document est authentique." in lue
    assert "version n° 1" in lue
    assert "A. L." in lue
    for attendu in (publiee.cadre.examen, publiee.cadre.session, publiee.cadre.academie):
        assert str(attendu) in lue
    candidature = publiee.candidatures[0]
    secrets = (
        "LAVANDE",
        "Alexandre",
        candidature.numero,
        "10,50",
        "Admis",
        "Bien",
        publiee.etablissement.uai,
    )
    assert [secret for secret in secrets if secret in lue] == []
    assert reponse["Cache-Control"].startswith("max-age=0")


def test_une_version_plus_recente_disponible_est_dite_une_annoncee_ne_l_est_pas(publiee, client):
    publiee.changer(publiee.candidatures[0], affichage="12,00")
    publiee.publier(timedelta(days=1))
    assert "C’est la dernière version publiée" in demander(client, publiee.releve.code).content.decode()
    publiee.changer(publiee.candidatures[0], affichage="13,00")
    publiee.publier()
    assert "une version plus récente a été publiée" in demander(client, publiee.releve.code).content.decode()


@pytest.mark.exigence("RES-07")
def test_une_version_plus_recente_retiree_ne_rend_pas_l_ancienne_a_jour(publiee, client):
    publiee.changer(publiee.candidatures[0], affichage="12,00")
    seconde = publiee.publier()
    seconde.refresh_from_db()
    retirer(seconde, motif="barème erroné", par=publiee.gestionnaire, le=timezone.now())
    lue = demander(client, publiee.releve.code).content.decode()
    assert "une version plus récente a été publiée" in lue
    assert "C’est la dernière version publiée" not in lue


def test_un_document_retire_le_dit(publiee, client):
    publiee.generation.refresh_from_db()
    retirer(publiee.generation, motif="barème erroné", par=publiee.gestionnaire, le=timezone.now())
    lue = demander(client, publiee.releve.code).content.decode()
    assert "Ce document a été publié, puis retiré." in lue
    assert "barème erroné" not in lue


def non_publies():
    """Transcripts that exist and that nobody may know of."""
    pas_publie = Ecole(1)
    yield pas_publie.generer().releves.get()
    annonce = Ecole(1)
    yield annonce.publier(timedelta(days=1)).releves.get(candidature=annonce.candidatures[0])
    fraude = Ecole(1)
    releve = fraude.publier().releves.get(candidature=fraude.candidatures[0])
    type(fraude.candidatures[0]).objects.filter(pk=fraude.candidatures[0].pk).update(fraude_inscrite=True)
    yield releve


@pytest.mark.exigence("RES-08")
def test_un_document_non_publie_repond_octet_pour_octet_comme_un_inconnu(client):
    inconnu = sceau.tirer()
    attendue = demander(client, inconnu)
    assert "Aucun document publié ne porte ce code." in attendue.content.decode()
    with CaptureQueriesContext(connection) as requetes:
        demander(client, inconnu)
    for releve in non_publies():
        with CaptureQueriesContext(connection) as siennes:
            reponse = demander(client, releve.code)
        assert reponse.status_code == attendue.status_code
        assert reponse.content.replace(releve.code.encode(), b"CODE") == attendue.content.replace(
            inconnu.encode(), b"CODE"
        )
        assert {nom: reponse[nom] for nom in reponse.headers if nom != "Expires"} == {
            nom: attendue[nom] for nom in attendue.headers if nom != "Expires"
        }
        assert len(siennes) == len(requetes) == 1


@pytest.mark.exigence("RES-08")
def test_le_fichier_d_un_document_non_publie_repond_comme_un_inconnu(client):
    attendue = deposer(client, b"%PDF-1.7 inconnu")
    assert "Ce fichier n’est aucun des relevés publiés." in attendue.content.decode()
    for releve in non_publies():
        reponse = deposer(client, fichiers.lire(releve))
        assert [ligne for ligne in reponse.content.splitlines() if b"csrf" not in ligne] == [
            ligne for ligne in attendue.content.splitlines() if b"csrf" not in ligne
        ]


def test_le_fichier_recu_est_authentique_un_octet_change_ne_l_est_plus(publiee, client):
    octets = fichiers.lire(publiee.releve)
    assert "Ce document est authentique." in deposer(client, octets).content.decode()
    change = octets[:-10] + b"X" + octets[-9:]
    assert "Ce fichier n’est aucun des relevés publiés." in deposer(client, change).content.decode()


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize(
    ("octets", "raison"),
    [
        (b"", "vide"),
        (b"PK\x03\x04 une archive", "Ce n’est pas un fichier PDF."),
        (b"%PDF-" + b"0" * TAILLE_AU_PLUS, "dépasse 2\u00a0Mo"),
    ],
    ids=["vide", "archive", "trop grand"],
)
def test_un_mauvais_fichier_est_refuse_avec_sa_raison(client, octets, raison):
    assert raison in deposer(client, octets).content.decode()


def test_sans_fichier_le_champ_le_dit(client):
    assert "Ce champ est obligatoire." in client.post(FICHIER).content.decode()


@pytest.mark.parametrize("code", ["", "abc", "a\x00b", "É" * 16, "A" * 500, "<script>"])
def test_ce_qui_n_est_pas_un_code_est_dit_sans_erreur_du_serveur(client, code):
    reponse = demander(client, code)
    assert reponse.status_code == 200
    assert "Aucun document publié" not in reponse.content.decode()
    assert "<script>alert" not in reponse.content.decode()


@pytest.mark.exigence("RES-08", "SEC-02")
def test_deviner_des_codes_est_freine_par_les_deux_portes(publiee, client):
    for _ in range(AUTHENTICITE.essais):
        assert demander(client, sceau.tirer()).status_code == 200
    reponse = demander(client, publiee.releve.code)
    assert (reponse.status_code, "Trop de vérifications" in reponse.content.decode()) == (429, True)
    assert deposer(client, fichiers.lire(publiee.releve)).status_code == 429
    assert client.get(CODE).status_code == 200
