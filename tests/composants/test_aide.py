import pytest
from django.urls import reverse

from santorin.accueil.aide import ecrans

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("ACC-02")
def test_chaque_page_d_aide_s_ouvre_sans_etre_connecte(client):
    for nom, titre in ecrans().items():
        page = client.get(reverse("accueil:aide_ecran", args=[nom]))
        assert page.status_code == 200
        assert f'<h2 class="sn-aide__titre">{titre}</h2>' in page.content.decode()


@pytest.mark.exigence("ACC-02")
def test_le_dialogue_ne_recoit_que_le_texte(client):
    fragment = client.get(reverse("accueil:aide_ecran", args=["cloture"]), headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert "Clôturer une épreuve envoie ses notes à Cyclades" in fragment.content.decode()
    assert "HX-Request" in fragment["Vary"]


@pytest.mark.parametrize("nom", ["inconnu", "base", "page"])
def test_une_aide_qui_n_existe_pas_est_introuvable(client, nom):
    assert client.get(reverse("accueil:aide_ecran", args=[nom])).status_code == 404


def test_l_index_mene_a_chaque_page(client):
    index = client.get(reverse("accueil:aide")).content.decode()
    assert len(ecrans()) >= 10
    assert [nom for nom in ecrans() if reverse("accueil:aide_ecran", args=[nom]) not in index] == []


@pytest.mark.parametrize("nom", ["accessibilite", "mentions"])
def test_le_pied_de_page_mene_quelque_part(client, nom):
    adresse = reverse(f"accueil:{nom}")
    assert client.get(adresse).status_code == 200
    assert f'href="{adresse}"' in client.get(reverse("accueil:aide")).content.decode()
