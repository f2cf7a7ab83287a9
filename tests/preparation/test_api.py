"""The preparation with a token."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from santorin.comptes.models import Jeton
from santorin.copies.models import Composition, Epreuve
from tests.fabriques import (
    un_chef,
    un_gestionnaire,
    un_lot,
    un_sujet,
    une_academie,
    une_composition,
    une_copie,
    une_correction,
    une_page,
)
from tests.preparation.conftest import un_fichier, une_ligne

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01")]

RACINE = "/api/v1/preparation"


def client_a_jeton(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def client(gestionnaire):
    return client_a_jeton(gestionnaire)


@pytest.fixture
def base(epreuve):
    return f"{RACINE}/epreuves/{epreuve.pk}"


def poster(client, adresse, corps=None):
    return client.post(adresse, corps or {}, content_type="application/json")


@pytest.mark.exigence("PRE-02")
def test_un_sujet_s_ecrit_se_reecrit_et_se_retire(client, base, epreuve):
    (lue,) = client.get(f"{RACINE}/epreuves/").json()
    assert (lue["code"], lue["note_sur"]) == ("E51", 20)
    demande = {"code": "S1", "libelle": "National", "bareme": "1;4\n2;16"}
    assert poster(client, f"{base}/sujets/", demande | {"bareme": "1;quatre"}).json() == {
        "bareme": ["Ligne 1\u00a0: il faut un nombre de points, par exemple 7,5."]
    }
    assert poster(client, f"{base}/sujets/", demande | {"bareme": "1;4"}).status_code == 409
    cree = poster(client, f"{base}/sujets/", demande)
    assert (cree.status_code, cree.json()["bareme"]) == (201, "1;;4;0,25\n2;;16;0,25")
    adresse = f"{base}/sujets/{cree.json()['id']}/"
    suite = demande | {"bareme": "1;Marge;20;0,5"}
    assert client.put(adresse, suite, content_type="application/json").json()["bareme"] == "1;Marge;20;0,5"
    assert client.get(f"{base}/sujets/").json() == [client.get(adresse).json()]
    assert client.delete(adresse).status_code == 204
    assert not epreuve.sujets.exists()


@pytest.mark.exigence("PRE-02")
def test_un_correcteur_s_appelle_et_se_revoque(client, base, epreuve):
    appel = {"numero": "I1", "nom": "SAPIN", "prenoms": "Ambre", "divisions": "TCOM1,TCOM2"}
    assert poster(client, f"{base}/correcteurs/", [appel | {"uai": "1"}]).status_code == 400
    assert poster(client, f"{base}/correcteurs/", [appel]).json() == {"nombre": 1}
    (lu,) = client.get(f"{base}/correcteurs/").json()
    assert (lu["numero"], lu["divisions"]) == ("I1", ["TCOM1", "TCOM2"])
    modifie = {"nom": "SAPIN", "prenoms": "Ambre", "divisions": "TCOM3"}
    for faux in ([modifie], {"nom": "SAPIN"}):
        refus = client.put(f"{base}/correcteurs/I1/", faux, content_type="application/json")
        assert refus.status_code == 400
    rendu = client.put(f"{base}/correcteurs/I1/", modifie, content_type="application/json").json()
    assert rendu == {"numero": "I1", "uai": "", "compte": ""} | modifie | {"divisions": ["TCOM3"]}
    un_lot(epreuve, correcteur=epreuve.correcteurs.get())
    assert client.delete(f"{base}/correcteurs/I1/").status_code == 409
    assert client.delete(f"{base}/correcteurs/I9/").status_code == 404
    epreuve.lots.all().delete()
    assert client.delete(f"{base}/correcteurs/I1/").status_code == 204


@pytest.mark.exigence("NUM-03")
def test_les_candidats_se_lisent_et_s_emargent(client, base, epreuve):
    presente, absente = (une_composition(epreuve, emargement="non_emarge") for _ in range(2))
    une_page(une_copie(presente))
    page = client.get(f"{base}/candidats/", {"emargement": "non_emarge"}).json()
    assert ([c["pages"] for c in page["candidats"]], page["suivant"]) == ([1, 0], None)
    demande = {"candidats": [presente.pk, absente.pk], "etat": "absent"}
    assert poster(client, f"{base}/emargement/", demande).status_code == 409
    assert poster(client, f"{base}/emargement/", demande | {"candidats": [0]}).status_code == 400
    assert poster(client, f"{base}/emargement/", {"candidats": [presente.pk], "etat": "present"}).json() == {
        "nombre": 1
    }
    assert poster(client, f"{base}/absents/").status_code == 409
    epreuve.parametrage.emargement_en_masse = True
    epreuve.parametrage.save()
    assert poster(client, f"{base}/absents/").json() == {"nombre": 1}
    motif = {"motif": "Antisèche"}
    assert poster(client, f"{RACINE}/candidats/{presente.pk}/presumer/", motif).status_code == 204
    assert poster(client, f"{RACINE}/candidats/{presente.pk}/presumer/", motif).status_code == 409
    assert poster(client, f"{RACINE}/candidats/{presente.pk}/lever/", motif).status_code == 204


@pytest.mark.exigence("NUM-03", "DIS-01")
def test_un_fichier_et_un_choix_donnent_emargement_et_sujet(client, base, epreuve):
    composition = une_composition(epreuve, emargement="non_emarge")
    s1, s2 = un_sujet(epreuve, code="S1"), un_sujet(epreuve, code="S2")
    candidat = composition.candidat
    ligne = f"{candidat.numero};{candidat.inscription};P;S1\n"

    def fichier(suite):
        octets = f"numero_candidat;inscription;emargement;sujet\n{suite}".encode()
        return {"fichier": SimpleUploadedFile("e.csv", octets)}

    mauvais = client.post(f"{base}/emargement/fichier/", fichier(ligne.replace("S1", "S9")))
    assert mauvais.json() == {
        "fichier": ["Ligne 2, colonne «\u00a0sujet\u00a0»\u00a0: l’épreuve n’a pas ce sujet."]
    }
    bon = client.post(f"{base}/emargement/fichier/", fichier(ligne))
    assert bon.json() == {"emarges": 1, "sujets": 1, "presumes": 0}
    demande = {"candidats": [composition.pk], "sujet": "S2"}
    assert poster(client, f"{base}/sujets-recus/", demande).json() == {"nombre": 1}
    assert Composition.objects.get().sujet == s2
    une_correction(une_copie(composition), un_lot(epreuve, sujet=s2))
    assert poster(client, f"{base}/sujets-recus/", demande | {"sujet": s1.code}).status_code == 409


@pytest.mark.exigence("PRE-01")
@pytest.mark.usefixtures("etablissement")
def test_un_fichier_de_candidats_se_depose(client, base):
    fichier = SimpleUploadedFile("candidats.csv", un_fichier(une_ligne()))
    depot = client.post(f"{base}/imports/", {"fichier": fichier})
    assert (depot.status_code, depot.json()["bilan"]) == (202, None)
    adresse = f"{RACINE}/imports/{depot.json()['id']}/"
    assert client.get(adresse).json()["traitement"] == depot.json()["traitement"]
    assert poster(client, f"{adresse}importer/").status_code == 409


@pytest.mark.parametrize(("qui", "statut"), [("chef", 403), ("voisin", 404)])
def test_un_autre_n_y_peut_rien(epreuve, base, qui, statut):
    composition = une_composition(epreuve)
    sujet = un_sujet(epreuve)
    personnes = {
        "chef": lambda: un_chef(composition.candidat.etablissement),
        "voisin": lambda: un_gestionnaire(une_academie(code="A25")),
    }
    client = client_a_jeton(personnes[qui]())
    for suite in ("sujets/", f"sujets/{sujet.pk}/", "correcteurs/", "candidats/"):
        assert client.get(f"{base}/{suite}").status_code == statut
    for suite in ("sujets/", "correcteurs/", "emargement/", "absents/", "sujets-recus/"):
        assert poster(client, f"{base}/{suite}").status_code == statut
    assert (
        poster(client, f"{RACINE}/candidats/{composition.pk}/presumer/", {"motif": "x"}).status_code == statut
    )
    assert Client().get(f"{base}/sujets/").status_code == 401


@pytest.mark.exigence("PRE-01", "PRE-02")
def test_une_epreuve_se_cree_se_corrige_et_se_supprime_un_candidat_se_retire(client, epreuve):
    demande = {"libelle": "Anglais", "date": "2027-06-18", "note_sur": 20, "specialite": "31202"}
    cles = {"session": "2027-06", "examen": "BCP", "code": "E61", "nature": "ponctuelle"}
    ailleurs = une_academie(code="A25").code
    assert poster(client, f"{RACINE}/epreuves/", demande | cles | {"academie": ailleurs}).status_code == 404
    ici = cles | {"academie": epreuve.academie.code}
    assert poster(client, f"{RACINE}/epreuves/", demande | ici | {"specialite": "0"}).status_code == 400
    cree = poster(client, f"{RACINE}/epreuves/", demande | ici)
    assert (cree.status_code, cree.json()["code"]) == (201, "E61")
    assert poster(client, f"{RACINE}/epreuves/", demande | ici).status_code == 409
    adresse = f"{RACINE}/epreuves/{cree.json()['id']}/"
    change = client.put(adresse, demande | {"libelle": "Espagnol"}, content_type="application/json")
    assert change.json()["libelle"] == client.get(adresse).json()["libelle"] == "Espagnol"
    candidat = une_composition(Epreuve.objects.get(code="E61"), emargement="non_emarge")
    assert client.delete(adresse).status_code == 409
    retrait = {"candidats": [candidat.pk], "motif": ""}
    assert poster(client, f"{adresse}candidats/retirer/", retrait).status_code == 400
    assert poster(client, f"{adresse}candidats/retirer/", retrait | {"motif": "x"}).json() == {"nombre": 1}
    assert client.delete(adresse).status_code == 204
