"""Liasses, samples and copies with a token."""

import pytest
from django.test import Client
from django.utils import timezone

from santorin.comptes.models import Jeton
from santorin.copies.actions import signaler
from santorin.copies.models import Copie, Defaut, SignalementCandidat
from santorin.numerisation.models import Liasse
from tests.fabriques import un_gestionnaire, un_lot, une_academie, une_correction
from tests.numerisation.conftest import pages_de
from tests.numerisation.test_classement import un_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01", "NUM-02", "NUM-03")]

RACINE = "/api/v1/numerisation"


def client_a_jeton(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return Client(headers={"Authorization": f"Bearer {secret}"})


def poster(client, adresse, corps=None):
    return client.post(f"{RACINE}/{adresse}", corps or {}, content_type="application/json")


def test_une_copie_blanche_et_une_page_manquante_se_decident_par_l_api(
    deposer, epreuve, compositions, gestionnaire
):
    vide = compositions[0]
    deposer(un_pdf(pages_de(epreuve, vide, pages=2, lignes=0)[1]))
    client, base = client_a_jeton(gestionnaire), f"epreuves/{epreuve.pk}/"
    (liasse,) = client.get(f"{RACINE}/{base}liasses/").json()
    assert client.get(f"{RACINE}/liasses/{liasse['cle']}/echantillon/").status_code == 200
    assert client.get(f"{RACINE}/{base}pages-manquantes/").json() == [
        {"anonymat": vide.anonymat, "numero": 2, "total": 2}
    ]
    adresse = f"{base}copies/{vide.anonymat}/page-non-rendue/"
    assert poster(client, adresse, {"numero": 2, "motif": ""}).status_code == 400
    assert poster(client, adresse, {"numero": 1, "motif": "x"}).status_code == 409
    assert poster(client, adresse, {"numero": 2, "motif": "Non rendue"}).status_code == 204
    (blanche,) = client.get(f"{RACINE}/{base}blanches/").json()
    image = client.get(blanche["pages"][0])
    assert (blanche["anonymat"], image["Content-Type"]) == (vide.anonymat, "image/jpeg")
    assert poster(client, f"{base}copies/{vide.anonymat}/blanche/").status_code == 204
    assert poster(client, f"{base}copies/{vide.anonymat}/blanche/").status_code == 409
    assert Copie.objects.get().blanche
    (declaree,) = client.get(f"{RACINE}/{base}blanches/?declarees=oui").json()
    assert declaree == blanche
    non_blanche = f"{RACINE}/{base}copies/{vide.anonymat}/blanche/"
    assert [client.delete(non_blanche).status_code for _ in range(2)] == [204, 409]
    assert poster(client, f"liasses/{liasse['cle']}/blanches/").status_code == 409
    lignes = client.get(f"{RACINE}/{base}rapprochement/").json()
    assert [ligne["ecart"] for ligne in lignes if ligne["emargement"] == "present"] == [2]
    voisin = client_a_jeton(un_gestionnaire(une_academie(code="A25")))
    for suite in ("liasses/", "pages-manquantes/", "blanches/", "rapprochement/", "signalements/"):
        assert voisin.get(f"{RACINE}/{base}{suite}").status_code == 404
    assert voisin.get(blanche["pages"][0]).status_code == 404
    assert poster(voisin, f"liasses/{Liasse.objects.get().cle}/refuser/", {"motif": "x"}).status_code == 404


@pytest.mark.exigence("COR-07")
def test_un_signalement_de_correcteur_se_lit_et_se_resout(epreuve, compositions, gestionnaire, acte):
    correction = une_correction(Copie.objects.create(composition=compositions[0]), un_lot(epreuve))
    signaler(correction, defaut=Defaut.ILLISIBLE, precision="Floue", **acte)
    client, base = client_a_jeton(gestionnaire), f"epreuves/{epreuve.pk}/"
    (lu,) = client.get(f"{RACINE}/{base}signalements/").json()
    assert (lu["defaut"], lu["precision"], lu["anonymat"]) == ("illisible", "Floue", compositions[0].anonymat)
    assert poster(client, f"signalements/{lu['id']}/repondre/", {"reponse": "Refaite"}).status_code == 204
    assert poster(client, f"signalements/{lu['id']}/repondre/").status_code == 409
    assert client.get(f"{RACINE}/{base}signalements/").json() == []


@pytest.mark.exigence("RES-09")
def test_un_signalement_de_candidat_se_lit_et_recoit_une_reponse(epreuve, compositions, gestionnaire, acte):
    signalement = SignalementCandidat.objects.create(
        composition=compositions[0], defaut="illisible", signale_le=acte["le"], signale_par=gestionnaire
    )
    client, liste = client_a_jeton(gestionnaire), f"{RACINE}/epreuves/{epreuve.pk}/signalements-candidats/"
    (lu,) = client.get(liste).json()
    assert (lu["id"], lu["defaut"], lu["anonymat"]) == (signalement.pk, "illisible", compositions[0].anonymat)
    adresse = f"signalements-candidats/{signalement.pk}/repondre/"
    assert poster(client, adresse).status_code == 400
    voisin = client_a_jeton(un_gestionnaire(une_academie(code="A25")))
    assert poster(voisin, adresse, {"reponse": "Vue"}).status_code == 404
    assert voisin.get(liste).status_code == 404
    assert poster(client, adresse, {"reponse": "Page numérisée à nouveau"}).status_code == 204
    assert poster(client, adresse, {"reponse": "Encore"}).status_code == 409
    assert client.get(liste).json() == []
