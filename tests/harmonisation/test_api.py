"""Harmonising with a token: the same rules as on the screens (API-01, HAR-03, HAR-05, HAR-13)."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from harmonisation.actions import appliquer
from harmonisation.lectures.masse import apercu
from santorin.comptes.models import Jeton
from santorin.copies.models import Note
from santorin.traitements.models import Traitement
from tests.fabriques import un_coordinateur, un_gestionnaire, une_academie
from tests.harmonisation.decor import un_decor, une_regle

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01")]

REGLE = {
    "portee": "epreuve",
    "operation": "ajouter",
    "constante": "1",
    "ecart_maximal": "2",
    "pas": "0.25",
    "motif": "Barème national révisé",
}


def porteur(utilisateur):
    """A client that holds a token of this person."""
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


@pytest.fixture
def decor():
    return un_decor()


@pytest.fixture
def correction(decor):
    return decor.corrections(decor.lot("12", "7", pages=1))[0]


def adresse(decor, suite):
    return f"/api/v1/harmonisation/{decor.epreuve.pk}/{suite}"


@pytest.mark.exigence("HAR-03", "HAR-04", "HAR-05")
def test_de_la_liste_au_changement(decor, correction):
    client = porteur(decor.coordinateur)
    liste = client.get(adresse(decor, "copies/"), {"note_min": "10"}).json()
    assert [copie["cle"] for copie in liste["copies"]] == [str(correction.cle)]
    assert set(liste["copies"][0]) == {
        "cle", "nom", "note", "lot", "sujet", "correcteur_nom", "departement", "etablissement", "signalee",
        "harmonisee",
    }  # fmt: skip
    ouverture = client.post(
        adresse(decor, f"copies/{correction.cle}/interventions/"),
        {"motif": "Erreur de report"},
        format="json",
    )
    assert ouverture.status_code == 201
    intervention = f"/api/v1/harmonisation/interventions/{ouverture.json()['cle']}/"
    etat = client.get(intervention).json()
    assert client.get(etat["pages"][0]["adresse"]).status_code == 200
    envoi = {
        "poste": str(uuid4()),
        "changements": [{"acte": "noter", "sequence": 1, "question": "2", "vue": "4", "points": "5"}],
    }
    assert client.post(f"{intervention}changements/", envoi, format="json").status_code == 200
    assert Note.objects.get(composition__copie=correction.copie_id).valeur == Decimal(13)
    lue = client.get(adresse(decor, f"copies/{correction.cle}/"), {"ordre": "note"}).json()
    detail = lue.pop("detail")
    assert (set(lue), lue["harmonisee"]) == (set(liste["copies"][0]), 1)
    assert [m["motif"] for m in detail["modifications"]] == ["Erreur de report"]
    assert (detail["note_du_correcteur"], detail["precedente"] is None, detail["suivante"]) == (
        "12.00",
        False,
        None,
    )
    assert [q["avant"] != q["apres"] for q in detail["questions"]] == [False, True, False]
    assert client.get(adresse(decor, "copies/"), {"note_min": "dix"}).status_code == 400
    assert client.post(f"{intervention}changements/", {"poste": 3}, format="json").status_code == 400

    decor.scene.deverrouiller(correction.lot)
    envoi["changements"][0] |= {"sequence": 2, "vue": "5", "points": "6"}
    assert client.post(f"{intervention}changements/", envoi, format="json").status_code == 409
    assert client.get(etat["pages"][0]["adresse"]).status_code == 404
    refus = client.post(
        adresse(decor, f"copies/{correction.cle}/interventions/"), {"motif": "x"}, format="json"
    )
    assert refus.status_code == 404


@pytest.mark.exigence("HAR-13")
@pytest.mark.usefixtures("correction")
def test_de_l_apercu_d_une_regle_a_sa_demande(decor):
    client = porteur(decor.coordinateur)
    vu = client.get(adresse(decor, "regles/apercu/"), REGLE).json()
    assert (vu["copies"], vu["changees"], vu["moyenne_avant"], vu["moyenne_apres"]) == (2, 2, "9.50", "10.50")
    assert sum(barre["apres"] for barre in vu["barres"]) == 2
    assert client.get(adresse(decor, "regles/apercu/"), REGLE | {"constante": ""}).status_code == 400
    demande = client.post(adresse(decor, "regles/"), REGLE | {"attendu": vu["empreinte"]}, format="json")
    assert demande.status_code == 202
    assert str(Traitement.objects.get().uuid) == demande.json()["uuid"]
    assert (
        client.post(
            adresse(decor, "regles/"), REGLE | {"attendu": vu["empreinte"]}, format="json"
        ).status_code
        == 409
    )
    assert client.get(adresse(decor, "regles/")).json() == []
    assert client.get(adresse(decor, "regles/99/")).status_code == 404
    regle = une_regle(decor.epreuve)
    appliquer(regle, attendu=apercu(regle).empreinte, par=decor.coordinateur, le=timezone.now())
    assert client.get(adresse(decor, f"regles/{regle.pk}/")).json()["en_vigueur"] == 2
    assert client.post(adresse(decor, "regles/99/annuler/"), {"motif": "x"}, format="json").status_code == 404


@pytest.mark.exigence("HAR-06", "HAR-07", "CLO-13")
@pytest.mark.usefixtures("correction", "cyclades", "imagin")
def test_de_l_apercu_de_la_validation_a_sa_demande(decor):
    client = porteur(decor.coordinateur)
    decor.lot("9", verrouille=False)
    etat = client.get(adresse(decor, "validation/")).json()
    assert (etat["totale"], etat["obstacle"], etat["passees"], etat["a_transmettre"]) == (False, None, [], 2)
    assert [lot["copies"] for lot in etat["lots_ouverts"]] == [1]
    assert sum(etat["manquants"].values()) == 1
    vu = client.get(adresse(decor, "validation/apercu/")).json()
    assert (vu["totale"], vu["notes"], sum(vu["issues"].values())) == (False, 2, 2)
    demande = client.post(adresse(decor, "validation/"))
    assert (demande.status_code, demande.json()["uuid"]) == (202, str(Traitement.objects.get().uuid))
    assert client.post(adresse(decor, "validation/")).status_code == 409


@pytest.mark.exigence("HAR-01", "HAR-03")
def test_hors_profil_403_et_chez_le_voisin_404(decor, correction):
    adresses = [
        adresse(decor, suite)
        for suite in ("copies/", f"copies/{correction.cle}/", "regles/", "validation/", "validation/apercu/")
    ]
    adresses.append(f"/api/v1/harmonisation/interventions/{decor.intervenir(correction).cle}/")
    gestionnaire = porteur(un_gestionnaire(decor.epreuve.academie))
    voisin = porteur(un_coordinateur(academie=une_academie(code="A02")))
    collegue = porteur(un_coordinateur(decor.epreuve))
    assert collegue.get(adresses[-1]).status_code == 404
    for une in adresses:
        assert gestionnaire.get(une).status_code == 403, une
        assert voisin.get(une).status_code == 404, une
        assert APIClient().get(une).status_code == 401, une
