"""API-01: services, results and marks with a token (RES-02, RES-06)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from resultats.models import NatureService
from santorin.comptes.models import Jeton
from santorin.journal.models import Entree
from santorin.traitements.models import Traitement
from tests.fabriques import un_chef, un_etablissement, un_gestionnaire, une_academie
from tests.fabriques.resultats import des_resultats, un_service

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01")]
CLE = "BCP-2027-06-A14"


def entetes(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return {"authorization": f"Bearer {secret}"}


@pytest.fixture
def lycee():
    return un_etablissement()


def notes(lycee):
    return reverse("api_resultats:notes", args=[lycee.uai, "BCP", "2027-06"])


@pytest.mark.exigence("RES-06")
def test_le_gestionnaire_lit_ses_cadres_et_demande_la_proclamation(client, lycee):
    des_resultats(2, etablissement=lycee)
    un_service(NatureService.CANDIDATS)
    gestionnaire = entetes(un_gestionnaire())
    [cadre] = client.get(reverse("api_resultats:cadres"), headers=gestionnaire).json()
    assert (cadre["cle"], cadre["candidatures"], cadre["proclames"]) == (CLE, 2, 2)
    services = client.get(reverse("api_resultats:services", args=[CLE]), headers=gestionnaire).json()
    assert [(s["nature"], s["etat"]) for s in services] == [
        ("extraction", "Jamais ouvert"), ("etablissements", "Jamais ouvert"), ("candidats", "Ouvert"),
    ]  # fmt: skip
    url = reverse("api_resultats:proclamation", args=[CLE])
    reponse = client.post(url, headers=gestionnaire)
    assert (reponse.status_code, reponse.json()["uuid"]) == (202, str(Traitement.objects.get().uuid))
    assert client.post(url, headers=gestionnaire).status_code == 409


def test_un_jeton_n_a_que_son_droit_et_son_perimetre(client, lycee):
    des_resultats(1, etablissement=lycee)
    un_service(NatureService.EXTRACTION)
    chef, autre = entetes(un_chef(lycee)), entetes(un_chef())
    gestionnaire, voisin = entetes(un_gestionnaire()), entetes(un_gestionnaire(une_academie(code="A15")))
    for nom in ("services", "proclamation"):
        url = reverse(f"api_resultats:{nom}", args=[CLE])
        appeler = client.get if nom == "services" else client.post
        assert appeler(url, headers=chef).status_code == 403
        assert appeler(url, headers=voisin).status_code == 404
        assert appeler(url).status_code == 401
    assert client.get(reverse("api_resultats:cadres"), headers=voisin).json() == []
    assert client.get(notes(lycee), headers=autre).status_code == 404
    assert client.get(notes(lycee), headers=gestionnaire).status_code == 403


@pytest.mark.exigence("RES-02")
def test_les_notes_se_lisent_page_par_page(client, lycee):
    des_resultats(3, etablissement=lycee)
    un_service(NatureService.EXTRACTION)
    chef = entetes(un_chef(lycee))
    vus, apres = [], 0
    while apres is not None:
        page = client.get(
            notes(lycee), {"taille": 2, "apres": apres, "identification": "true"}, headers=chef
        ).json()
        vus += page["resultats"]
        apres = page["suivant"]
    assert len({resultat["candidat"] for resultat in vus}) == len(vus) == 3
    assert "nom" not in vus[0]
    assert vus[0]["epreuves"][0] == {
        "code": "E51", "libelle": "Économie-gestion", "note": "12", "position": "Inscrit",
    }  # fmt: skip
    assert Entree.objects.filter(acte="resultats.extraire").count() == 2


@pytest.mark.exigence("RES-02")
def test_ferme_l_interface_dit_la_meme_phrase(client, lycee):
    des_resultats(1, etablissement=lycee)
    le = timezone.now()
    un_service(NatureService.EXTRACTION, ouvre_le=le + timedelta(days=1), ferme_le=le + timedelta(days=2))
    reponse = client.get(notes(lycee), headers=entetes(un_chef(lycee)))
    assert reponse.status_code == 409
    assert reponse.json()["message"].startswith("Service extraction des notes établissement ouvert du ")


@pytest.mark.exigence("RES-02")
@pytest.mark.parametrize(
    "faute",
    [
        {"taille": 0}, {"taille": 501}, {"taille": "x"}, {"apres": -1}, {"apres": 2**63}, {"divisions": "Z"},
        {"liste_rouge": "x"}, {"moyenne_min": "NaN"},
    ],
)  # fmt: skip
def test_une_demande_mal_faite_est_refusee_en_400(client, lycee, faute):
    des_resultats(1, etablissement=lycee)
    un_service(NatureService.EXTRACTION)
    assert client.get(notes(lycee), faute, headers=entetes(un_chef(lycee))).status_code == 400
