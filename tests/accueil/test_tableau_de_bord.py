"""ACC-01, ACC-02: the dashboard and the frame of every screen."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from santorin.accueil.processus import Groupe, Tuile, groupes
from santorin.accueil.refus import RefusMiddleware
from santorin.refus import Refus
from tests.fabriques import un_gestionnaire, un_utilisateur
from tests.fabriques.comptes import jeton_de

pytestmark = pytest.mark.django_db


def processus_ouvert(utilisateur):
    tuile = Tuile(titre="Clôture", url="/ouvert/", etat="non réalisée", indicateurs=(("Candidats", "30"),))
    return [Groupe(cle="epreuve:1", titre="BCP E51", tuiles=(tuile,))]


def processus_ferme(utilisateur):
    tuile = Tuile(titre="Téléchargement", url="/ferme/", obstacle="Aucune copie n'est transmise.")
    return [Groupe(cle="epreuve:1", titre="BCP E51", tuiles=(tuile,))]


@pytest.fixture
def deux_processus(settings):
    settings.PROCESSUS = [f"{__name__}.processus_ouvert", f"{__name__}.processus_ferme"]


@pytest.mark.exigence("ACC-01")
def test_les_tuiles_d_une_meme_epreuve_sont_reunies(deux_processus):
    (groupe,) = groupes(un_utilisateur())
    assert [tuile.titre for tuile in groupe.tuiles] == ["Clôture", "Téléchargement"]


@pytest.mark.exigence("ACC-01")
def test_un_processus_ouvert_a_son_lien_et_ses_chiffres_un_ferme_sa_raison(client_de, deux_processus):
    page = client_de(un_gestionnaire()).get(reverse("accueil:tableau_de_bord"))
    assert 'href="/ouvert/"' in page.text
    assert "non réalisée" in page.text
    assert 'href="/ferme/"' not in page.text
    assert "Aucune copie n&#x27;est transmise." in page.text


@pytest.mark.exigence("ACC-01", "API-01")
def test_l_api_dit_pourquoi_un_processus_est_ferme_dans_les_mots_de_l_ecran(client, deux_processus):
    adresse = "/api/v1/tableau-de-bord/"
    assert client.get(adresse).status_code == 401
    (groupe,) = client.get(adresse, headers=jeton_de(un_gestionnaire())).json()
    assert (groupe["cle"], groupe["titre"]) == ("epreuve:1", "BCP E51")
    ouverte, fermee = groupe["tuiles"]
    assert (ouverte["obstacle"], ouverte["indicateurs"]) == (None, {"Candidats": "30"})
    assert fermee["obstacle"] == "Aucune copie n'est transmise."


@pytest.mark.exigence("ACC-01")
def test_sans_habilitation_la_page_le_dit(client_de, settings):
    settings.PROCESSUS = []
    page = client_de(un_utilisateur()).get(reverse("accueil:tableau_de_bord"))
    assert page.context["groupes"] == []
    assert page.status_code == 200


@pytest.mark.exigence("ACC-02")
def test_un_ecran_a_son_retour_son_fil_et_son_aide(client_de):
    page = client_de(un_gestionnaire()).get(reverse("traitements:liste"))
    assert "Retour à l’accueil" in page.text
    assert 'aria-label="Vous êtes ici"' in page.text
    assert reverse("accueil:aide_ecran", args=["traitement"]) in page.text


@pytest.mark.exigence("ACC-02")
def test_une_aide_inconnue_est_introuvable(client):
    assert client.get("/aide/../settings/").status_code == 404
    assert client.get("/aide/inconnue/").status_code == 404


def test_le_serveur_dit_qu_il_vit(client):
    assert client.get("/vivant/").text == "ok"


def test_un_refus_revient_a_l_ecran_avec_sa_phrase(client_de):
    client = client_de(un_gestionnaire())
    requete = client.get(reverse("traitements:liste")).wsgi_request
    reponse = RefusMiddleware(lambda _: HttpResponse()).process_exception(requete, Refus("Pas maintenant."))
    assert reponse.status_code == 409
    assert "Pas maintenant." in reponse.text
