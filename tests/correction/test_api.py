"""The correction with a token (API-01)."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from santorin.comptes.models import Jeton
from santorin.copies.etats import EtatLot
from tests.correction.decor import un_lot_a_corriger
from tests.fabriques import (
    un_correcteur,
    un_correcteur_connecte,
    un_gestionnaire,
    un_lot_corrige,
    une_epreuve,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01", "COR-01")]

RACINE = "/api/v1/correction"


def client_a_jeton(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return Client(headers={"Authorization": f"Bearer {secret}"})


def poster(client, adresse, corps=None):
    return client.post(f"{RACINE}/{adresse}", corps or {}, content_type="application/json")


def test_un_correcteur_corrige_tout_un_lot_par_l_api():
    decor = un_lot_a_corriger(1, pages=1)
    client = client_a_jeton(decor.correcteur)
    (lot,) = client.get(f"{RACINE}/lots/").json()
    (copie,) = lot["copies"]
    etat = client.get(f"{RACINE}/copies/{copie['cle']}/").json()
    assert etat["pages"][0]["adresse"].startswith(f"{RACINE}/copies/")
    assert client.get(etat["pages"][0]["adresse"])["Content-Type"] == "image/jpeg"
    notes = [
        {"acte": "noter", "sequence": rang, "question": q["numero"], "vue": None, "points": "2"}
        for rang, q in enumerate(etat["questions"], start=1)
    ]
    adresse = f"copies/{copie['cle']}/changements/"
    recu = poster(client, adresse, {"poste": str(uuid4()), "changements": notes})
    assert (recu.status_code, recu.json()["complete"]) == (200, True)
    assert poster(client, adresse, {"poste": "x"}).status_code == 400
    assert poster(client, f"lots/{lot['cle']}/verrouiller/").json()["etat"] == EtatLot.VERROUILLE
    assert poster(client, f"lots/{lot['cle']}/verrouiller/").status_code == 409
    assert client.get(f"{RACINE}/lots/{lot['cle']}/").json()["obstacle"] == "Ce lot est déjà verrouillé."


def test_signaler_et_deverrouiller_par_l_api():
    decor = un_lot_a_corriger(1, pages=1)
    client = client_a_jeton(decor.correcteur)
    adresse = f"copies/{decor.premiere.cle}/signaler/"
    assert poster(client, adresse, {"defaut": "inconnu"}).status_code == 400
    assert poster(client, adresse, {"defaut": "illisible", "page": 1}).status_code == 201
    assert poster(client, adresse, {"defaut": "illisible"}).status_code == 409
    epreuve = une_epreuve()
    lot = un_lot_corrige(epreuve, "12", etat=EtatLot.VERROUILLE)
    gestion = client_a_jeton(un_gestionnaire(epreuve.academie))
    assert poster(gestion, f"lots/{lot.pk}/deverrouiller/", {"motif": ""}).status_code == 400
    assert poster(gestion, f"lots/{lot.pk}/deverrouiller/", {"motif": "reprise"}).status_code == 204
    assert poster(gestion, f"lots/{lot.pk}/deverrouiller/", {"motif": "reprise"}).status_code == 409


@pytest.mark.exigence("SEC-02")
def test_l_api_demande_le_profil_et_le_perimetre():
    decor = un_lot_a_corriger(1, pages=1)
    cle, lot = decor.premiere.cle, decor.lot.cle
    assert Client().get(f"{RACINE}/lots/").status_code == 401
    gestion = client_a_jeton(un_gestionnaire(decor.lot.epreuve.academie))
    collegue = client_a_jeton(un_correcteur_connecte(un_correcteur(decor.lot.epreuve)))
    adresses = [f"lots/{lot}/", f"copies/{cle}/"]
    assert [gestion.get(f"{RACINE}/{a}").status_code for a in adresses] == [403, 403]
    assert [collegue.get(f"{RACINE}/{a}").status_code for a in adresses] == [404, 404]
    assert collegue.get(f"{RACINE}/lots/").json() == []
    actes = [f"lots/{lot}/verrouiller/", f"copies/{cle}/signaler/", f"copies/{cle}/proposer/"]
    corps = {"defaut": "illisible", "valeur": "10"}
    assert [poster(collegue, a, corps).status_code for a in actes] == [404] * 3
    assert poster(collegue, f"lots/{decor.lot.pk}/deverrouiller/", {"motif": "x"}).status_code == 403


def test_l_api_est_decrite(client):
    description = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    chemin = description["paths"]["/api/v1/correction/copies/{cle}/changements/"]["post"]
    corps = chemin["requestBody"]["content"]["application/json"]["schema"]
    assert set(corps["properties"]) == {"poste", "changements"}
    assert "$ref" not in str(corps)
