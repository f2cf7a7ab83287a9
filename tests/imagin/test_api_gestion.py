"""IMA-02 over the API: what a gestionnaire reads, enters and validates with a token."""

from uuid import uuid4

import msgspec
import pytest
from django.utils import timezone

from imagin.etats import EtatServiceFait
from imagin.models import Mouvement, Origine, ServiceFait
from santorin.comptes.models import Jeton
from santorin.journal.models import Entree
from tests.fabriques import un_chef, un_coordinateur, un_gestionnaire, une_academie
from tests.imagin.decor import deposer, ligne_santorin, un_emis, un_tarif, une_epreuve

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("IMA-02", "API-01")]
EPREUVE = "/imagin/api/v1/epreuves/2027-06/BCP/U22/services-faits"


def jeton_de(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def jeton():
    return jeton_de(un_gestionnaire())


@pytest.fixture
def ligne():
    deposer(un_emis("I000001", 40), un_emis("I000002", 10, nom="LAVANDE Alexandre"))
    return ligne_santorin()


def poster(client, jeton, suite, corps):
    octets = corps if isinstance(corps, bytes) else msgspec.json.encode(corps)
    return client.post(f"{EPREUVE}/{suite}", octets, content_type="application/json", headers=jeton)


def lire(client, jeton):
    return client.get(EPREUVE, headers=jeton).json()


def une_demande(**champs):
    return {
        "cle": str(uuid4()), "numero": "I000009", "nom": "SAPIN Ambre", "nombre_de_copies": 12,
        "du": "2027-06-20", "au": "2027-06-28", "motif": "Copies sur papier",
    } | champs  # fmt: skip


def test_on_valide_ce_qu_on_a_lu(client, jeton, ligne):
    un_tarif(montant="5.00")
    lu = lire(client, jeton)
    demande = {"lignes": [service["id"] for service in lu["services_faits"]], "vu": lu["vu"]}
    reponse = poster(client, jeton, "passages/valider", demande)
    assert (reponse.status_code, reponse.json()["somme"], reponse.json()["laissees"]) == (200, "250.00", {})
    assert {service["etat"] for service in lire(client, jeton)["services_faits"]} == {"valide"}
    assert Entree.objects.filter(acte="imagin.valide").exists()
    encore = poster(client, jeton, "passages/valider", demande)
    assert (encore.status_code, "déjà à l’état" in encore.json()["message"]) == (409, True)


def test_une_ligne_changee_depuis_la_lecture_est_laissee_avec_la_raison(client, jeton, ligne):
    lu = lire(client, jeton)
    deposer(un_emis("I000001", 41, 2))
    demande = {"lignes": [service["id"] for service in lu["services_faits"]], "vu": lu["vu"]}
    rendu = poster(client, jeton, "passages/valider", demande).json()
    assert rendu["laissees"] == {"modifié depuis l’affichage de la page": 1}
    ligne.refresh_from_db()
    assert ligne.etat == EtatServiceFait.A_VALIDER


@pytest.mark.parametrize(
    ("verbe", "corps", "statut"),
    [
        ("annuler", {"lignes": [1], "vu": 0}, 409),
        ("detruire", {"lignes": [1], "vu": 0}, 422),
        ("valider", {"lignes": "1", "vu": 0}, 422),
        ("valider", {"lignes": [], "vu": 0}, 409),
        ("valider", {"lignes": list(range(5001)), "vu": 0}, 422),
        ("valider", {"lignes": [1], "vu": 0, "inconnu": 1}, 422),
        ("valider", b"", 422),
    ],
)
@pytest.mark.usefixtures("ligne")
def test_une_demande_de_passage_mal_faite_est_refusee(client, jeton, verbe, corps, statut):
    reponse = poster(client, jeton, f"passages/{verbe}", corps)
    assert reponse.status_code == statut
    assert reponse.json()["message"]
    assert not Mouvement.objects.filter(etat="valide").exists()


@pytest.mark.exigence("HAR-09")
def test_on_saisit_a_la_main_une_seule_fois(client, jeton, ligne):
    demande = une_demande()
    assert poster(client, jeton, "saisies", demande).status_code == 201
    assert poster(client, jeton, "saisies", demande).status_code == 409
    saisi = ServiceFait.objects.get(origine=Origine.SAISIE)
    assert (saisi.intervenant.numero, saisi.nombre_de_copies, saisi.etat) == ("I000009", 12, "a_valider")
    deposer(un_emis("I000009", 40))
    saisi.refresh_from_db()
    assert saisi.nombre_de_copies == 12


@pytest.mark.parametrize(
    ("champs", "lieu"),
    [
        ({"nombre_de_copies": 0}, "$.nombre_de_copies"),
        ({"nombre_de_copies": "12"}, "$.nombre_de_copies"),
        ({"au": "2027-06-19"}, "$.au"),
        ({"du": "20/06/2027"}, "$.du"),
        ({"numero": "I 1"}, "$.numero"),
        ({"numero": "I000001", "nom": "BRUN Alexis"}, "$.nom"),
        ({"motif": ""}, "$.motif"),
        ({"cle": "x"}, "$.cle"),
    ],
)
def test_une_saisie_mal_faite_dit_ou(client, jeton, ligne, champs, lieu):
    reponse = poster(client, jeton, "saisies", une_demande(**champs))
    assert (reponse.status_code, reponse.json()["lieu"]) == (422, lieu)
    assert not ServiceFait.objects.filter(origine=Origine.SAISIE).exists()


def test_sans_le_droit_403_chez_le_voisin_404_sans_jeton_401(client, ligne):
    for personne, statut in (
        (un_coordinateur(), 403),
        (un_chef(), 403),
        (un_gestionnaire(une_academie(code="A02")), 404),
    ):
        jeton = jeton_de(personne)
        assert poster(client, jeton, "saisies", une_demande()).status_code == statut
        assert poster(client, jeton, "passages/valider", {"lignes": [], "vu": 0}).status_code == statut
    assert poster(client, {}, "saisies", une_demande()).status_code == 401


def test_la_lecture_coute_le_meme_nombre_de_requetes(client, jeton, django_assert_num_queries):
    une_epreuve()
    for nombre in (1, 3):
        deposer(*(un_emis(f"I{rang:06}", 10, nombre) for rang in range(nombre)))
        with django_assert_num_queries(4):
            lire(client, jeton)


API = "/imagin/api/v1/"


def test_on_lit_les_epreuves_une_ligne_son_histoire_et_les_taux(client, jeton, ligne):
    un_tarif(montant="5.00")
    page = client.get(f"{API}epreuves", {"q": "lavande"}, headers=jeton).json()
    assert page["suivante"] is None
    assert [(e["code"], e["lignes"], e["a_valider"]) for e in page["epreuves"]] == [("U22", 2, 2)]
    suivie = client.get(f"{API}services-faits/{ligne.pk}", headers=jeton).json()
    assert (suivie["service_fait"]["montant"], suivie["passages"]) == ("200.00", ["valider", "annuler"])
    assert suivie["correction_refusee"]
    assert [etape["quoi"] for etape in suivie["historique"]] == [
        mouvement.get_nature_display() for mouvement in ligne.mouvements.all()
    ]
    bareme = client.get(f"{API}tarifs", headers=jeton).json()
    assert bareme["tarifs"][0]["examen"] == "BCP"
    assert "5.00" in {taux["montant"] for taux in bareme["grille"]}


@pytest.mark.exigence("HAR-09")
def test_on_ouvre_une_epreuve_et_on_corrige_une_saisie(client, jeton, ligne):
    def envoyer(suite, corps):
        return client.post(
            f"{API}{suite}", msgspec.json.encode(corps), content_type="application/json", headers=jeton
        )

    cle = {"session": "2027-06", "examen": "BCP", "code": "u33", "academie": "A14"}
    ouverte = envoyer("epreuves", cle)
    assert (ouverte.status_code, ouverte.json()["code"]) == (201, "U33")
    assert envoyer("epreuves", cle | {"academie": "A15"}).status_code == 422
    assert envoyer("epreuves", cle | {"session": "1999-06"}).status_code == 422
    saisie = poster(client, jeton, "saisies", une_demande()).json()["id"]
    vu = client.get(f"{API}services-faits/{saisie}", headers=jeton).json()["vu"]
    correction = {
        "vu": vu, "nombre_de_copies": 13, "du": "2027-06-20", "au": "2027-06-29", "motif": "Une copie retrouvée",
    }  # fmt: skip
    adresse = f"services-faits/{saisie}/correction"
    assert envoyer(adresse, correction | {"au": "2027-06-01"}).status_code == 422
    assert envoyer(adresse, correction).json()["service_fait"]["nombre_de_copies"] == 13
    assert envoyer(adresse, correction | {"nombre_de_copies": 14}).status_code == 409
    assert envoyer(f"services-faits/{ligne.pk}/correction", correction).status_code == 409
    assert ServiceFait.objects.get(pk=saisie).nombre_de_copies == 13


def test_ces_portes_sont_au_perimetre_du_jeton(client, ligne):
    voisin, chef = jeton_de(un_gestionnaire(une_academie(code="A15"))), jeton_de(un_chef())
    for suite, methode in (
        ("epreuves", "get"), (f"services-faits/{ligne.pk}", "get"), (f"services-faits/{ligne.pk}/correction", "post"),
        ("tarifs", "get"), ("epreuves", "post"),
    ):  # fmt: skip
        appeler = getattr(client, methode)
        assert appeler(f"{API}{suite}", headers=chef).status_code == 403
        assert appeler(f"{API}{suite}").status_code == 401
    assert client.get(f"{API}epreuves", headers=voisin).json()["epreuves"] == []
    for suite in (f"services-faits/{ligne.pk}", f"services-faits/{ligne.pk}/correction"):
        appeler = client.post if "correction" in suite else client.get
        assert appeler(f"{API}{suite}", headers=voisin).status_code == 404
