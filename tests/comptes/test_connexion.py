"""SEC-02: login throttled, security headers from the first page on, acts journaled."""

import pytest
from django.urls import reverse

from santorin.journal.models import Entree
from tests.fabriques import un_gestionnaire
from tests.fabriques.comptes import MOT_DE_PASSE

pytestmark = pytest.mark.django_db
ADRESSE = "/connexion/"


def essayer(client, mot_de_passe, nom="rose.bonbon"):
    return client.post(ADRESSE, {"username": nom, "password": mot_de_passe})


@pytest.mark.exigence("ACC-01", "SEC-01")
def test_une_connexion_mene_au_tableau_de_bord_et_est_journalisee(client):
    un_gestionnaire(username="rose.bonbon")
    reponse = essayer(client, MOT_DE_PASSE)
    assert (reponse.status_code, reponse["Location"]) == (302, reverse("accueil:tableau_de_bord"))
    assert Entree.objects.get().acte == "compte.connexion"


@pytest.mark.exigence("SEC-02")
def test_apres_cinq_echecs_la_connexion_est_bloquee_meme_avec_le_bon_mot_de_passe(client):
    un_gestionnaire(username="rose.bonbon")
    for _ in range(5):
        essayer(client, "faux")
    assert essayer(client, MOT_DE_PASSE).status_code == 429
    assert essayer(client, MOT_DE_PASSE, nom="autre").status_code == 200


@pytest.mark.exigence("SEC-02")
def test_la_premiere_page_porte_les_en_tetes_de_securite(client):
    reponse = client.get(ADRESSE)
    politique = reponse["Content-Security-Policy"]
    for directive in (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
    ):
        assert directive in politique
    assert "unsafe" not in politique
    assert reponse["X-Frame-Options"] == "DENY"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Referrer-Policy"] == "same-origin"


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize("mauvais", ["court", "password1234", "123456789012", "alexandrelavande"])
def test_un_mot_de_passe_faible_est_refuse(client_de, mauvais):
    utilisateur = un_gestionnaire()
    page = client_de(utilisateur).post(
        reverse("comptes:mot_de_passe"),
        {"old_password": MOT_DE_PASSE, "new_password1": mauvais, "new_password2": mauvais},
    )
    assert page.context["form"].errors["new_password2"]
    utilisateur.refresh_from_db()
    assert utilisateur.check_password(MOT_DE_PASSE)
