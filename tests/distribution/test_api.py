"""The distribution with a token."""

import pytest
from django.test import Client
from django.utils import timezone

from santorin.comptes.models import Jeton
from santorin.copies.models import Correction, Lot
from tests.fabriques import un_chef, un_gestionnaire, une_academie

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01", "DIS-01")]

RACINE = "/api/v1/distribution"


def client_a_jeton(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return Client(headers={"Authorization": f"Bearer {secret}"})


def poster(client, adresse, corps=None):
    return client.post(f"{RACINE}/{adresse}", corps or {}, content_type="application/json")


@pytest.mark.usefixtures("copies", "correcteurs")
def test_proposer_appliquer_puis_reprendre_par_l_api(gestionnaire, epreuve, sujet):
    client, base = client_a_jeton(gestionnaire), f"epreuves/{epreuve.pk}/"
    assert client.get(f"{RACINE}/{base}").json() == {
        "a_distribuer": 12, "distribuees": 0, "en_attente": 0, "sans_sujet": 0,
    }  # fmt: skip
    vu = poster(client, f"{base}apercu/", {"sujet": sujet.code, "taille": 5}).json()
    assert (vu["copies"], vu["lots"], vu["orphelines"], Lot.objects.count()) == (12, 3, 0, 0)
    assert sum(part["copies"] for part in vu["parts"]) == 12
    demande = {"sujet": sujet.code, "taille": 5, "graine": vu["graine"]}
    assert poster(client, f"{base}appliquer/", demande | {"empreinte": "autre"}).status_code == 409
    faite = poster(client, f"{base}appliquer/", demande | {"empreinte": vu["empreinte"]})
    assert (faite.status_code, faite.json()["copies"]) == (201, 12)
    lots = client.get(f"{RACINE}/{base}lots/").json()
    tailles = [lot["copies"] for lot in lots]
    assert (sum(tailles), len(tailles)) == (12, 3)
    assert all(0 < taille <= 5 for taille in tailles)
    premier, dernier = lots[0], lots[-1]
    assert poster(client, f"lots/{premier['id']}/retirer/", {"motif": ""}).status_code == 400
    assert poster(client, f"lots/{premier['id']}/retirer/", {"motif": "grève"}).json() == {
        "copies": tailles[0]
    }
    assert Correction.objects.count() == 12 - tailles[0]
    demande = {"motif": "grève", "correcteur": dernier["correcteur"]}
    assert poster(client, f"lots/{dernier['id']}/reaffecter/", demande).status_code == 409
    assert (
        poster(client, f"lots/{dernier['id']}/reaffecter/", demande | {"correcteur": "X"}).status_code == 404
    )


@pytest.mark.parametrize(("qui", "statut"), [("chef", 403), ("voisin", 404)])
def test_un_autre_n_y_peut_rien(epreuve, sujet, copies, qui, statut):
    personnes = {
        "chef": lambda: un_chef(copies[0].composition.candidat.etablissement),
        "voisin": lambda: un_gestionnaire(une_academie(code="A25")),
    }
    client, base = client_a_jeton(personnes[qui]()), f"epreuves/{epreuve.pk}/"
    for suite in ("", "lots/"):
        assert client.get(f"{RACINE}/{base}{suite}").status_code == statut
    for suite in ("apercu/", "appliquer/"):
        assert poster(client, f"{base}{suite}", {"sujet": sujet.code, "taille": 5}).status_code == statut


def test_un_sujet_sans_bareme_et_une_taille_impossible_se_disent(gestionnaire, epreuve, sujet, correcteurs):
    client, base = client_a_jeton(gestionnaire), f"epreuves/{epreuve.pk}/apercu/"
    assert poster(client, base, {"sujet": sujet.code, "taille": 0}).status_code == 400
    assert poster(client, base, {"sujet": "S9", "taille": 5}).status_code == 404
    sujet.questions.all().delete()
    reponse = poster(client, base, {"sujet": sujet.code, "taille": 5})
    assert reponse.status_code == 409
    assert "pas de barème" in reponse.content.decode()
