"""API-01: what an établissement and its académie do with results, and what anybody may ask (RES-01 to RES-08)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from resultats.freins import AUTHENTICITE, RESULTAT_PUBLIC, visiteur
from resultats.models import NatureService, Service
from santorin.comptes.models import Jeton
from santorin.journal.models import Entree
from santorin.journal.provenance import venant_de
from santorin.traitements.models import Traitement
from tests.fabriques import un_chef, un_gestionnaire, une_academie
from tests.resultats.essai_releves import Ecole

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01")]
API = "/api/v1/resultats/"


def jeton(utilisateur):
    """A client that acts with a token of this person."""
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return Client(headers={"Authorization": f"Bearer {secret}"})


def envoyer(client, methode, adresse, donnees=None):
    return getattr(client, methode)(adresse, donnees or {}, content_type="application/json")


@pytest.fixture
def ecole():
    return Ecole(2, division="TA")


def ici(ecole, suite=""):
    return f"{API}etablissements/{ecole.etablissement.uai}/BCP/2027-06{suite}"


@pytest.mark.exigence("RES-02", "RES-08")
def test_le_gestionnaire_ouvre_change_et_ferme_un_service(ecole):
    client = jeton(ecole.gestionnaire)
    adresse = f"{API}cadres/{ecole.cadre.cle}/services/extraction"
    le = timezone.now()
    periode = {"ouvre_le": le.isoformat(), "ferme_le": (le + timedelta(days=1)).isoformat()}
    ouvert = envoyer(client, "put", adresse, periode)
    assert (ouvert.status_code, ouvert.json()["etat"]) == (200, "Ouvert")
    assert envoyer(client, "put", adresse, periode).status_code == 409
    assert envoyer(client, "put", adresse, periode | {"ferme_le": None, "motif": "x"}).status_code == 409
    assert envoyer(client, "put", adresse, {"ouvre_le": "demain"}).status_code == 400
    # Without their offset: an hour that the change to summer time skips, one that the change to winter time doubles.
    for heure in ("2027-03-28T02:30:00", "2027-10-31T02:30:00"):
        ambigue = envoyer(client, "put", adresse, periode | {"ouvre_le": heure, "motif": "x"})
        assert (ambigue.status_code, list(ambigue.json())) == (400, ["ouvre_le"])
    assert envoyer(client, "post", f"{adresse}/fermeture").status_code == 400
    ferme = envoyer(client, "post", f"{adresse}/fermeture", {"motif": "Erreur de barème"})
    assert (ferme.status_code, ferme.json()["etat"]) == (200, "Fermé")
    assert Entree.objects.filter(acte__startswith="resultats.").count() == 2
    assert envoyer(client, "put", f"{adresse[:-10]}inconnu", periode).status_code == 404
    for personne, statut in ((ecole.chef, 403), (un_gestionnaire(une_academie(code="A15")), 404)):
        assert envoyer(jeton(personne), "put", adresse, periode).status_code == statut
        assert envoyer(jeton(personne), "post", f"{adresse}/fermeture", {"motif": "x"}).status_code == statut


@pytest.mark.exigence("RES-01", "RES-02")
def test_l_etablissement_lit_les_criteres_compte_et_demande_le_fichier(ecole):
    client = jeton(ecole.chef)
    [presence] = client.get(f"{API}etablissements").json()
    assert (presence["uai"], presence["examen"], presence["eleves"]) == (ecole.etablissement.uai, "BCP", 2)
    fermee = client.get(ici(ecole)).json()
    assert fermee["extraction_fermee"].startswith("Service extraction des notes établissement")
    assert (fermee["candidats_a_afficher"], fermee["documents"]) == (0, [])
    for suite in ("/criteres", "/extractions"):
        assert envoyer(client, "post", ici(ecole, suite)).status_code == 409
    ecole.ouvrir(NatureService.EXTRACTION)
    assert client.get(ici(ecole)).json()["extraction_fermee"] is None
    assert client.get(ici(ecole, "/criteres")).json()["divisions"] == [{"valeur": "TA", "libelle": "TA"}]
    apercu = envoyer(client, "post", ici(ecole, "/criteres"), {"divisions": ["TA"]}).json()
    assert (apercu["candidats"], len(apercu["criteres"])) == (2, 7)
    assert apercu["criteres"][5] == {"libelle": "La présence sur liste rouge", "valeur": "Non"}
    demande = {"forme": "xlsx", "identite": True, "divisions": ["TA"]}
    reponse = envoyer(client, "post", ici(ecole, "/extractions"), demande)
    assert reponse.status_code == 202
    parametres = Traitement.objects.get().parametres
    assert (parametres["forme"], parametres["demande"]["identite"]) == ("xlsx", True)
    for faute in (
        {"forme": "pdf"},
        {"divisions": ["TB"]},
        {"moyenne_min": "x"},
        {"liste_rouge": "peut-être"},
    ):
        assert envoyer(client, "post", ici(ecole, "/extractions"), faute).status_code == 400
    assert client.post(ici(ecole, "/extractions"), "[1]", content_type="application/json").status_code == 400


@pytest.mark.exigence("RES-03")
def test_les_listes_se_demandent_une_fois_la_publication_ouverte(ecole):
    chef, gestionnaire = jeton(ecole.chef), jeton(ecole.gestionnaire)
    listes = f"{API}cadres/{ecole.cadre.cle}/listes"
    assert envoyer(chef, "post", ici(ecole, "/liste")).status_code == 409
    assert envoyer(gestionnaire, "post", listes, {"centres": [ecole.etablissement.uai]}).status_code == 409
    ecole.ouvrir()
    assert envoyer(chef, "post", ici(ecole, "/liste"), {"signature": True}).status_code == 400
    signee = {"signature": True, "lieu": "BUC", "le": "2027-07-05"}
    assert envoyer(chef, "post", ici(ecole, "/liste"), signee).status_code == 202
    demande = Traitement.objects.get()
    assert demande.parametres["signature"] == {"lieu": "BUC", "le": "2027-07-05"}
    assert demande.etablissement == ecole.etablissement
    assert envoyer(gestionnaire, "post", listes, {"centres": ["0000000A"]}).status_code == 400
    assert gestionnaire.get(listes).json() == []


@pytest.mark.parametrize(
    ("methode", "suite"),
    [("get", ""), ("get", "/criteres"), ("post", "/criteres"), ("post", "/extractions"), ("post", "/liste")],
)
def test_un_voisin_ne_trouve_rien_et_un_gestionnaire_n_a_pas_le_droit(ecole, methode, suite):
    for nature in (NatureService.EXTRACTION, NatureService.ETABLISSEMENTS):
        ecole.ouvrir(nature)
    for personne, statut in ((un_chef(), 404), (ecole.gestionnaire, 403)):
        assert envoyer(jeton(personne), methode, ici(ecole, suite)).status_code == statut
    assert envoyer(Client(), methode, ici(ecole, suite)).status_code == 401


@pytest.mark.exigence("RES-04")
def test_la_recherche_d_un_eleve_et_ses_documents_annonces(ecole, django_assert_num_queries):
    ecole.publier(timedelta(hours=1))
    client, voisin = jeton(ecole.chef), jeton(un_chef())
    adresse = "/api/v1/releves/candidatures/"
    premiere = ecole.candidatures[0]
    with django_assert_num_queries(6):
        page = client.get(adresse, {"nom": premiere.nom[:3], "examen": "BCP", "division": "ta"}).json()
    assert (page["total"], page["suivante"], len(page["candidatures"])) == (2, None, 2)
    assert client.get(adresse, {"numero": premiere.numero}).json()["total"] == 1
    assert client.get(adresse, {"session": "1999-06"}).status_code == 400
    assert client.get(adresse, {"date_naissance": "hier"}).status_code == 400
    [document] = client.get(f"{adresse}{premiere.pk}/").json()["documents"]
    assert (document["version"], document["disponible"]) == (1, False)
    assert voisin.get(adresse).json()["total"] == 0
    assert voisin.get(f"{adresse}{premiere.pk}/").status_code == 404
    assert jeton(ecole.gestionnaire).get(adresse).status_code == 403


@pytest.mark.exigence("RES-07", "RES-08")
def test_un_document_se_verifie_sans_jeton_et_sans_notes(ecole):
    adresse = f"{API}publications/authenticite"
    releve = ecole.publier(timedelta(hours=1)).releves.first()
    client = Client()
    inconnu = client.get(adresse, {"code": "0" * 16})
    assert inconnu.json() == {"authentique": False, "document": None}
    assert client.get(adresse, {"code": releve.code}).content == inconnu.content
    ecole_ouverte = type(releve.generation).objects.filter(pk=releve.generation_id)
    ecole_ouverte.update(disponible_le=timezone.now())
    for cle in ({"code": releve.code.lower()}, {"sha256": releve.sha256.upper()}):
        lu = client.get(adresse, cle).json()
        assert (lu["authentique"], lu["document"]["version"]) == (True, 1)
        assert not {releve.candidature.nom, releve.candidature.numero, "10,50"} & set(
            map(str, lu["document"].values())
        )
    for faute in ({"code": "x"}, {"sha256": "x"}, {}):
        assert client.get(adresse, faute).status_code == 400


@pytest.mark.exigence("RES-07", "RES-08")
def test_les_portes_publiques_partagent_le_frein_des_ecrans():
    client = Client()
    for _ in range(AUTHENTICITE.essais):
        client.get("/publications/authenticite/", {"code": "0" * 16})
    assert client.get(f"{API}publications/authenticite", {"code": "0" * 16}).status_code == 429
    personne = {"nom": "X", "prenom": "Y", "departement": "35", "examen": "BCP"}
    for _ in range(RESULTAT_PUBLIC.essais):
        envoyer(client, "post", f"{API}publications/resultats", personne)
    assert envoyer(client, "post", f"{API}publications/resultats", personne).status_code == 429


@pytest.mark.exigence("SEC-02", "RES-08")
def test_un_abonne_en_ipv6_compte_pour_un_quelle_que_soit_l_adresse_qu_il_tire():
    vus = []
    for adresse in (
        "2001:db8:1:2::1",
        "2001:db8:1:2:ffff::9",
        "2001:db8:1:3::1",
        "::ffff:192.0.2.7",
        "192.0.2.7",
    ):
        with venant_de(adresse):
            vus.append(visiteur())
    assert vus[0] == vus[1] != vus[2]
    assert vus[3] == vus[4] == "192.0.2.7"


@pytest.mark.exigence("RES-08")
def test_un_service_a_venir_ne_donne_rien_aux_portes_publiques(ecole):
    ecole.ouvrir(NatureService.CANDIDATS)
    Service.objects.update(ouvre_le=timezone.now() + timedelta(seconds=5))
    personne = {"nom": "GUYLESTE", "prenom": "Fazia", "departement": "35", "examen": "BCP"}
    reponse = envoyer(Client(), "post", f"{API}publications/resultats", personne)
    assert reponse.json() in (
        [],
        {"departement": ["Sélectionnez un choix valide. Ce choix ne fait pas partie de ceux disponibles."]},
    )
