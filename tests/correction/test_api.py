"""The correction with a token (API-01)."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from santorin.comptes.models import Jeton
from santorin.copies.actions import prevenir
from santorin.copies.etats import EtatLot
from santorin.copies.models import Avis, Partie, Question
from tests.correction.decor import un_lot_a_corriger
from tests.correction.test_concertations import Double
from tests.fabriques import (
    un_coordinateur,
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
    assert poster(client, f"lots/{lot['cle']}/verrouiller/", {"bilan": lot["bilan"]}).status_code == 409
    lu = client.get(f"{RACINE}/lots/{lot['cle']}/").json()["bilan"]
    assert (
        poster(client, f"lots/{lot['cle']}/verrouiller/", {"bilan": lu}).json()["etat"] == EtatLot.VERROUILLE
    )
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


def test_la_grille_d_un_lot_s_enregistre_par_l_api():
    decor = un_lot_a_corriger(2)
    client = client_a_jeton(decor.correcteur)
    adresse = f"{RACINE}/lots/{decor.lot.cle}/grille/"
    une, deux = (str(c.cle) for c in decor.corrections)

    def envoyer(*cases):
        return client.put(adresse, {"cases": list(cases)}, content_type="application/json")

    case = {"copie": une, "question": "1", "points": "7.25"}
    assert envoyer(case, {"copie": deux, "question": "3", "points": "5"}).json() == {"copies": 2}
    # The same again: read before, nothing there; now it is what is asked for.
    assert envoyer(case).json() == {"copies": 0}
    assert envoyer(case | {"points": "8"}).status_code == 409
    assert envoyer(case | {"vue": "7.25", "points": "8"}).json() == {"copies": 1}
    assert envoyer(case | {"question": "9"}).status_code == 400
    assert envoyer(case | {"copie": str(uuid4())}).status_code == 400
    assert envoyer(case | {"vue": "8", "points": "8.5"}).status_code == 409
    voisin = client_a_jeton(un_lot_a_corriger(1).correcteur)
    assert voisin.put(adresse, {"cases": []}, content_type="application/json").status_code == 404


def test_les_remarques_les_avis_et_l_archive_sont_a_soi():
    decor = un_lot_a_corriger(1, pages=1)
    client, voisin = client_a_jeton(decor.correcteur), client_a_jeton(un_lot_a_corriger(1).correcteur)
    remarque = {"texte": "Hors sujet", "valeur": "−1", "couleur": "rouge"}
    creee = poster(client, "remarques/", remarque)
    assert creee.status_code == 201
    assert poster(client, "remarques/", remarque).status_code == 409
    adresse = f"{RACINE}/remarques/{creee.json()['id']}/"
    assert voisin.put(adresse, remarque, content_type="application/json").status_code == 404
    changee = client.put(adresse, remarque | {"texte": "Bien vu"}, content_type="application/json")
    assert client.get(f"{RACINE}/remarques/").json() == [changee.json()]
    assert voisin.get(f"{RACINE}/remarques/").json() == []
    assert client.delete(adresse).status_code == 204
    prevenir(decor.lot, "Page 2 reprise.", le=timezone.now())
    (avis,) = client.get(f"{RACINE}/avis/").json()
    assert (avis["texte"], avis["lot"]) == ("Page 2 reprise.", str(decor.lot.cle))
    Avis.objects.update(lot=None)  # what becomes of it when the lot is wholly taken back
    assert client.get(f"{RACINE}/avis/").json()[0]["lot"] is None
    assert poster(voisin, f"avis/{avis['id']}/lu/").status_code == 404
    assert poster(client, f"avis/{avis['id']}/lu/").status_code == 204
    assert client.get(f"{RACINE}/avis/").json() == []
    assert poster(client, f"lots/{decor.lot.cle}/archive/", {"forme": "zip"}).status_code == 202
    assert poster(client, f"lots/{decor.lot.cle}/archive/", {"forme": "exe"}).status_code == 400
    assert poster(voisin, f"lots/{decor.lot.cle}/archive/", {"forme": "zip"}).status_code == 404


@pytest.mark.exigence("COR-05")
def test_une_concertation_se_lit_et_se_tranche_par_l_api():
    double = Double("8", "12", ecart_tolere="1")
    double.verrouiller(1, 2)
    marqueur = client_a_jeton(double.marqueurs[0])
    (lue,) = marqueur.get(f"{RACINE}/concertations/").json()
    assert (lue["premiere"], lue["seconde"], lue["ecart"]) == ("8.00", "12.00", "4.00")
    base = f"epreuves/{double.epreuve.pk}/concertations/"
    assert marqueur.get(f"{RACINE}/{base}").status_code == 403
    coordinateur = client_a_jeton(un_coordinateur(double.epreuve))
    (lue,) = coordinateur.get(f"{RACINE}/{base}").json()
    adresse = f"{base}{lue['cle']}/trancher/"
    assert poster(coordinateur, adresse, {"valeur": "10"}).status_code == 400
    assert poster(coordinateur, adresse, {"valeur": "21", "motif": "x"}).status_code == 409
    assert poster(coordinateur, adresse, {"valeur": "10", "motif": "Accord"}).json() == {"valeur": "10.00"}
    assert coordinateur.get(f"{RACINE}/{base}").json() == []
    autre = client_a_jeton(un_coordinateur(une_epreuve()))
    assert autre.get(f"{RACINE}/{base}").status_code == 404


@pytest.mark.exigence("PRE-02")
def test_le_sujet_choisi_se_dit_par_les_changements_et_par_la_grille():
    decor = un_lot_a_corriger(1)
    decor.lot.sujet.questions.all().delete()
    for rang, numero in enumerate(("A", "B"), start=1):
        partie = Partie.objects.create(sujet=decor.lot.sujet, ordre=rang, numero=numero, choix="I")
        Question.objects.create(sujet=decor.lot.sujet, partie=partie, ordre=rang, numero=numero, points=20)
    client, cle = client_a_jeton(decor.correcteur), decor.premiere.cle
    etat = client.get(f"{RACINE}/copies/{cle}/").json()
    assert [(p["numero"], p["choix"], p["choisie"]) for p in etat["parties"]] == [
        ("A", "I", False),
        ("B", "I", False),
    ]
    choisir = {"acte": "choisir", "sequence": 1, "choix": "I", "vue": None, "partie": "A"}
    noter = {"acte": "noter", "sequence": 2, "question": "A", "vue": None, "points": "12"}
    adresse = f"copies/{cle}/changements/"
    recu = poster(client, adresse, {"poste": str(uuid4()), "changements": [choisir, noter]}).json()
    assert (recu["choix"], recu["complete"], recu["refuses"]) == ({"I": "A"}, True, [])
    # Another editor, which saw nothing chosen, does not overwrite it.
    ailleurs = {"poste": str(uuid4()), "changements": [choisir | {"partie": "B"}]}
    (refus,) = poster(client, adresse, ailleurs).json()["refuses"]
    assert (refus["conflit"], "A a été choisi entre-temps" in refus["message"]) == (True, True)
    inconnu = {"poste": str(uuid4()), "changements": [choisir | {"vue": "A", "partie": "C"}]}
    assert not poster(client, adresse, inconnu).json()["refuses"][0]["conflit"]
    grille = {"cases": [], "choix": [{"copie": str(cle), "choix": "I", "vue": "A", "partie": "B"}]}
    reponse = client.put(f"{RACINE}/lots/{decor.lot.cle}/grille/", grille, content_type="application/json")
    assert reponse.json() == {"copies": 1}
    etat = client.get(f"{RACINE}/copies/{cle}/").json()
    assert ([p["choisie"] for p in etat["parties"]], etat["complete"]) == ([False, True], False)
