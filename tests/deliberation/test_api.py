"""API-01, DEL-11: the juries read and moved by other systems, within the token's perimeter."""

import pytest
from django.urls import reverse
from django.utils import timezone

from santorin.comptes.models import Jeton
from tests.deliberation.decor import Scene
from tests.fabriques import un_chef, un_coordinateur

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01", "DEL-11")]


def entetes(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return {"authorization": f"Bearer {secret}"}


def test_les_jurys_se_lisent_et_passent_par_l_interface(client):
    scene = Scene()
    chef = entetes(scene.chef)
    jurys = client.get(reverse("deliberation:api_jurys"), headers=chef).json()
    assert [(j["numero"], j["etat"], j["passage"]) for j in jurys] == [
        (numero, "200", "ouvrir-deliberation") for numero in ("25510", "31202", "31210")
    ]
    jury = scene.jury()
    candidats = client.get(reverse("deliberation:api_jury", args=[jury.pk]), headers=chef).json()
    [fazia] = [c for c in candidats if c["nom"] == "GUYLESTE"]
    assert fazia["manquantes"][0] == "Epreuve de contrôle : épr. Scientifique et Technique"
    url = reverse("deliberation:api_passer", args=[jury.pk, "ouvrir-deliberation"])
    assert client.post(url, {}, content_type="application/json", headers=chef).json()["etat"] == "210"
    encore = client.post(url, {}, content_type="application/json", headers=chef)
    assert (encore.status_code, "déjà fait" in encore.json()["message"]) == (409, True)


def test_un_jeton_sans_le_droit_ou_d_un_autre_centre_n_a_rien(client):
    scene = Scene()
    url = reverse("deliberation:api_passer", args=[scene.jury().pk, "ouvrir-deliberation"])
    for utilisateur, statut in (
        (un_chef(), 404),
        (un_coordinateur(academie=scene.academie), 403),
        (scene.dec, 404),
    ):
        reponse = client.post(url, {}, content_type="application/json", headers=entetes(utilisateur))
        assert reponse.status_code == statut
    assert client.get(reverse("deliberation:api_jurys"), headers=entetes(un_chef())).json() == []
