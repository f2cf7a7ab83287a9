"""SEC-02: single sign-on with a real provider on loopback: accounts are ours, proofs are the provider's."""

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from santorin.journal.models import Entree
from tests.fabriques import un_gestionnaire
from tests.harnais.fournisseur import fournir

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("SEC-02")]
DEPART = "/connexion/federee/"
ARENA = {"sub": "42", "email": "ludivine.rose-bonbon@academie.example", "email_verified": True}


@pytest.fixture
def fournisseur(settings):
    with fournir() as lui:
        for nom, valeur in lui.reglages().items():
            setattr(settings, nom, valeur)
        settings.AUTHENTICATION_BACKENDS = [
            settings.AUTHENTICATION_BACKENDS[0],
            "santorin.comptes.federation.Federation",
            *settings.AUTHENTICATION_BACKENDS[1:],
        ]
        lui.personne = dict(ARENA)
        yield lui


def se_connecter(client, depart=DEPART):
    """As the browser does: to the provider, then back with its answer."""
    reponse = client.get(depart)
    retour = httpx.get(reponse["Location"], follow_redirects=False).headers["Location"]
    return client.get(retour.removeprefix("http://testserver"))


def refusee(client, reponse):
    page = client.get(reponse["Location"])
    return (
        reponse.status_code == 302
        and "La connexion par Arena n’a pas abouti" in page.content.decode()
        and "_auth_user_id" not in client.session
    )


@pytest.mark.exigence("SEC-01")
def test_le_compte_de_cette_adresse_est_ouvert_et_la_connexion_journalisee(client, fournisseur):
    gestionnaire = un_gestionnaire(email="Ludivine.ROSE-BONBON@academie.example")
    reponse = se_connecter(client, f"{DEPART}?next=/mon-compte/")
    assert (reponse.status_code, reponse["Location"]) == (302, "/mon-compte/")
    assert client.session["_auth_user_id"] == str(gestionnaire.pk)
    entree = Entree.objects.get()
    assert (entree.acte, entree.apres) == ("compte.connexion", {"federee": True})


def test_l_ecran_de_connexion_propose_le_fournisseur_et_peut_fermer_le_mot_de_passe(
    client, fournisseur, settings
):
    page = client.get("/connexion/").content.decode()
    assert "Se connecter avec Arena" in page
    assert 'name="password"' in page
    settings.CONNEXION_PAR_MOT_DE_PASSE = False
    page = client.get("/connexion/").content.decode()
    assert "Se connecter avec Arena" in page
    assert 'name="password"' not in page
    assert client.post("/connexion/", {"username": "a", "password": "b"}).status_code == 403


def test_le_fournisseur_ne_cree_aucun_compte(client, fournisseur, django_user_model):
    assert refusee(client, se_connecter(client))
    assert not django_user_model.objects.exists()


def test_un_compte_desactive_reste_ferme(client, fournisseur):
    un_gestionnaire(email=ARENA["email"], is_active=False)
    assert refusee(client, se_connecter(client))


def test_deux_comptes_de_la_meme_adresse_ne_sont_pas_devines(client, fournisseur):
    un_gestionnaire(email=ARENA["email"])
    un_gestionnaire(email=ARENA["email"])
    assert refusee(client, se_connecter(client))


def test_une_adresse_non_verifiee_ne_compte_pas(client, fournisseur):
    un_gestionnaire(email=ARENA["email"])
    fournisseur.personne["email_verified"] = False
    assert refusee(client, se_connecter(client))


def test_une_autre_revendication_designe_le_nom_du_compte(client, fournisseur, settings):
    settings.OIDC_REVENDICATION = "uid"
    gestionnaire = un_gestionnaire(username="lrosebonbon")
    fournisseur.personne = {"sub": "42", "uid": "lrosebonbon"}
    se_connecter(client)
    assert client.session["_auth_user_id"] == str(gestionnaire.pk)


@pytest.mark.parametrize(
    "mensonge",
    [{"iss": "https://ailleurs.example"}, {"aud": "une-autre-application"}, {"nonce": "rejoue"}, {"exp": 1}, {"sub": "43"}],
)  # fmt: skip
def test_un_jeton_d_un_autre_pour_un_autre_rejoue_ou_perime_est_refuse(client, fournisseur, mensonge):
    un_gestionnaire(email=ARENA["email"])
    fournisseur.jeton = mensonge
    assert refusee(client, se_connecter(client))


def test_un_jeton_signe_d_une_autre_cle_est_refuse(client, fournisseur):
    un_gestionnaire(email=ARENA["email"])
    fournisseur.cle_du_jeton = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert refusee(client, se_connecter(client))


@pytest.mark.parametrize("panne", [500, 503])
def test_un_fournisseur_en_panne_ramene_a_la_connexion(client, fournisseur, panne):
    un_gestionnaire(email=ARENA["email"])
    fournisseur.panne = panne
    assert refusee(client, se_connecter(client))


def test_une_reponse_que_personne_n_a_demandee_est_refusee(client, fournisseur):
    un_gestionnaire(email=ARENA["email"])
    se_connecter(client)
    client.logout()
    assert refusee(client, client.get(f"{DEPART}retour/?code=code-9&state=inconnu"))


def test_sans_fournisseur_dans_les_reglages_la_porte_n_existe_pas(client):
    assert client.get(DEPART).status_code == 404
    assert client.get(f"{DEPART}retour/?code=a&state=b").status_code == 404


def test_le_second_facteur_reste_du_sauf_si_le_fournisseur_s_en_charge(client, fournisseur, settings):
    settings.SECOND_FACTEUR_PROFILS = ["gestionnaire"]
    un_gestionnaire(email=ARENA["email"])
    se_connecter(client)
    assert client.get("/mon-compte/").status_code == 302
    client.logout()
    settings.OIDC_SECOND_FACTEUR = True
    se_connecter(client)
    assert client.get("/mon-compte/").status_code == 200
