"""SEC-02: the second factor: asked before anything else, throttled, with codes for a lost telephone."""

import time

import pytest
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from santorin.journal.models import Entree
from tests.fabriques import un_administrateur, un_coordinateur, un_gestionnaire
from tests.fabriques.comptes import MOT_DE_PASSE

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("SEC-02")]
PROUVER, APPLICATION = "/second-facteur/", "/mon-compte/second-facteur/"


@pytest.fixture(autouse=True)
def exige_des_gestionnaires(settings):
    settings.SECOND_FACTEUR_PROFILS = ["gestionnaire"]


def connecter(client, utilisateur):
    return client.post("/connexion/", {"username": utilisateur.username, "password": MOT_DE_PASSE})


def code_de(appareil, decalage=0):
    return (
        f"{totp(appareil.bin_key, appareil.step, appareil.t0, appareil.digits, appareil.drift + decalage):06}"
    )


def installer(client, utilisateur):
    """Connected, an application installed; the recovery codes. The next code is that of the next half minute."""
    connecter(client, utilisateur)
    client.post(f"{APPLICATION}preparer/")
    appareil = TOTPDevice.objects.get(user=utilisateur, confirmed=False)
    page = client.post(APPLICATION, {"code": code_de(appareil)})
    return page.context["codes"]


def oublier_l_essai(utilisateur):
    """As if the half minute had passed: the same code would not be taken twice."""
    TOTPDevice.objects.filter(user=utilisateur).update(last_t=-1)


@pytest.fixture
def gestionnaire():
    return un_gestionnaire()


@pytest.mark.parametrize("adresse", ["/", "/mon-compte/", "/mon-compte/mot-de-passe/", "/administration/"])
def test_un_profil_qui_l_exige_n_ouvre_rien_avant_de_l_avoir_installe(client, gestionnaire, adresse):
    connecter(client, gestionnaire)
    reponse = client.get(adresse)
    assert (reponse.status_code, reponse["Location"].split("?")[0]) == (302, APPLICATION)
    assert client.post(adresse).status_code == 302


def test_un_profil_qui_ne_l_exige_pas_entre_sans_lui(client):
    coordinateur = un_coordinateur()
    connecter(client, coordinateur)
    assert client.get("/").status_code == 200


def test_une_session_ouverte_par_une_autre_porte_le_doit_aussi(client, gestionnaire):
    client.force_login(gestionnaire, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code == 302


def test_la_connexion_de_l_administration_est_celle_du_site(client):
    reponse = client.get("/administration/login/?next=/administration/")
    assert reponse["Location"] == "/connexion/?next=/administration/"


def test_l_installation_demande_un_code_juste_puis_montre_dix_codes_une_fois(client, gestionnaire):
    connecter(client, gestionnaire)
    client.post(f"{APPLICATION}preparer/")
    page = client.get(APPLICATION).content.decode()
    appareil = TOTPDevice.objects.get()
    assert "data:image/svg+xml;base64," in page
    assert client.post(APPLICATION, {"code": "000000"}).context["form"].errors
    assert client.get("/").status_code == 302
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    codes = client.post(APPLICATION, {"code": f" {code_de(appareil)[:3]} {code_de(appareil)[3:]}"}).context[
        "codes"
    ]
    assert len(set(codes)) == 10
    assert client.get("/").status_code == 200
    assert codes[0] not in client.get(APPLICATION).content.decode()
    assert TOTPDevice.objects.get().confirmed


def test_la_connexion_suivante_demande_le_code_et_mene_ou_l_on_allait(client, gestionnaire):
    installer(client, gestionnaire)
    client.post("/deconnexion/")
    connecter(client, gestionnaire)
    reponse = client.get("/mon-compte/")
    assert reponse["Location"] == f"{PROUVER}?suite=/mon-compte/"
    oublier_l_essai(gestionnaire)
    appareil = TOTPDevice.objects.get()
    reponse = client.post(PROUVER, {"code": code_de(appareil), "suite": "/mon-compte/"})
    assert (reponse.status_code, reponse["Location"]) == (302, "/mon-compte/")
    assert client.get("/mon-compte/").status_code == 200


def test_un_code_deja_servi_ne_sert_plus(client, gestionnaire):
    connecter(client, gestionnaire)
    client.post(f"{APPLICATION}preparer/")
    code = code_de(TOTPDevice.objects.get())
    client.post(APPLICATION, {"code": code})
    client.post("/deconnexion/")
    connecter(client, gestionnaire)
    assert client.post(PROUVER, {"code": code}).context["form"].errors


def test_la_suite_ne_mene_jamais_ailleurs(client, gestionnaire):
    codes = installer(client, gestionnaire)
    client.post("/deconnexion/")
    connecter(client, gestionnaire)
    reponse = client.post(PROUVER, {"code": codes[0], "suite": "https://ailleurs.example/"})
    assert reponse["Location"] == reverse("accueil:tableau_de_bord")


def test_un_code_de_secours_sert_une_fois(client, gestionnaire):
    codes = installer(client, gestionnaire)
    for attendu in (302, 200):
        client.post("/deconnexion/")
        connecter(client, gestionnaire)
        assert client.post(PROUVER, {"code": codes[3].upper()}).status_code == attendu
    assert StaticToken.objects.count() == 9


def test_chaque_code_faux_allonge_l_attente_meme_devant_le_bon(client, gestionnaire):
    installer(client, gestionnaire)
    client.post("/deconnexion/")
    connecter(client, gestionnaire)
    client.post(PROUVER, {"code": "000000"})
    oublier_l_essai(gestionnaire)
    page = client.post(PROUVER, {"code": code_de(TOTPDevice.objects.get())})
    assert "Trop de codes faux. Attendez 1\xa0seconde" in str(page.context["form"].errors)
    time.sleep(1.1)
    oublier_l_essai(gestionnaire)
    assert client.post(PROUVER, {"code": code_de(TOTPDevice.objects.get())}).status_code == 302


def test_de_nouveaux_codes_annulent_les_anciens(client, gestionnaire):
    anciens = installer(client, gestionnaire)
    nouveaux = client.post(f"{APPLICATION}codes/").context["codes"]
    assert not set(anciens) & set(nouveaux)
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(nouveaux)


def test_on_n_y_renonce_que_si_le_profil_ne_l_exige_pas(client, gestionnaire):
    installer(client, gestionnaire)
    assert client.post(f"{APPLICATION}renoncer/").status_code == 409
    assert TOTPDevice.objects.filter(user=gestionnaire, confirmed=True).exists()
    autre = un_coordinateur()
    client.post("/deconnexion/")
    installer(client, autre)
    assert client.post(f"{APPLICATION}renoncer/").status_code == 302
    assert not TOTPDevice.objects.filter(user=autre).exists()


def test_un_administrateur_retire_celui_d_un_telephone_perdu(client, client_de, gestionnaire):
    installer(client, gestionnaire)
    administrateur = un_administrateur()
    adresse = reverse("admin:santorin_utilisateur_changelist")
    ordre = {"action": "retirer_second_facteur", "_selected_action": [gestionnaire.pk]}
    client_de(administrateur).post(adresse, ordre)
    assert not TOTPDevice.objects.filter(user=gestionnaire).exists()
    entree = Entree.objects.filter(acte="compte.second_facteur_retire").get()
    assert (entree.par, entree.objet) == (administrateur, gestionnaire.username)


@pytest.mark.exigence("SEC-01")
def test_le_journal_dit_installation_refus_et_preuve_sans_aucun_code(client, gestionnaire):
    codes = installer(client, gestionnaire)
    client.post("/deconnexion/")
    connecter(client, gestionnaire)
    client.post(PROUVER, {"code": "000000"})
    client.post(PROUVER, {"code": codes[0]})
    actes = list(Entree.objects.order_by("id").values_list("acte", flat=True))
    assert actes[-3:] == ["compte.connexion", "compte.second_facteur_refuse", "compte.second_facteur_prouve"]
    assert "compte.second_facteur_installe" in actes
    assert not any(code in str(list(Entree.objects.values())) for code in codes)
