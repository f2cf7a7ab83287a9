"""Public results: one by one, exactly, of those who agreed; nothing else can be learnt (RES-08, SEC-02)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cyclades.models import Candidature
from resultats.actions.matin import preparer_les_pages
from resultats.models import ClePublique, NatureService, Service
from resultats.regles.public import INTROUVABLE
from santorin.traitements.compte_rendu import CompteRendu
from tests.fabriques import un_etablissement
from tests.fabriques.resultats import des_resultats, un_resultat, un_service

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("RES-08")]
ADRESSE = "/publications/resultats/"


@pytest.fixture
def etablissement():
    return un_etablissement()


@pytest.fixture
def preparer():
    def faire():
        compte_rendu = CompteRendu(par=None, parametres={"cadre": ["BCP", "2027-06", "A14"]})
        preparer_les_pages(compte_rendu)
        return compte_rendu

    return faire


@pytest.fixture
def publie(etablissement, preparer):
    """LAVANDE Alexandre agreed; results are open."""
    resultat = des_resultats(
        1, etablissement=etablissement, nom="LAVANDE-SAPIN", prenoms="Zoé Ambre", nom_usage="D'Érable",
        accord_publication=True, mention="Mention bien",
    )[0]  # fmt: skip
    un_service(NatureService.CANDIDATS)
    preparer()
    return resultat


def question(etablissement, **champs):
    return {
        "nom": "LAVANDE-SAPIN",
        "prenom": "Zoé",
        "departement": etablissement.departement.code,
        "examen": "BCP",
    } | champs


def sans_jeton(reponse, donnees):
    page = reponse.content.decode()
    for morceau in page.split('name="csrfmiddlewaretoken" value="')[1:]:
        page = page.replace(morceau.split('"')[0], "")
    for valeur in donnees.values():
        page = page.replace(f'value="{valeur}"', "")
    return reponse.status_code, page


@pytest.mark.parametrize(
    "champs",
    [
        {},
        {"nom": "lavande sapin", "prenom": "zoe"},
        {"prenom": "Zoé Ambre"},
        {"nom": "d erable"},
        {"nom": "D’Erable"},
    ],
)
def test_le_resultat_de_qui_a_accepte_se_lit_avec_son_nom_exact(client, etablissement, publie, champs):
    page = client.post(ADRESSE, question(etablissement, **champs)).content.decode()
    assert "Admis – Mention bien" in page
    assert publie.candidature.numero not in page
    assert "10,50" not in page


@pytest.mark.parametrize(
    "champs",
    [
        {"nom": "LAVANDE"},
        {"nom": "LAVANDE-SAPI"},
        {"nom": "%"},
        {"prenom": "Z"},
        {"prenom": "Ambre"},
        {"nom": "SAPIN-LAVANDE"},
        {"nom": "LAVANDE-SAPIN|ZOE"},
    ],
)
def test_une_recherche_partielle_ne_trouve_rien(client, etablissement, publie, champs):
    assert INTROUVABLE in client.post(ADRESSE, question(etablissement, **champs)).content.decode()


def test_un_autre_departement_ou_examen_ne_trouve_rien(client, etablissement, publie):
    autre = un_etablissement()
    autre.departement = type(autre.departement).objects.create(
        academie=autre.academie, code="ZZ9", nom="Ailleurs"
    )
    autre.save()
    page = client.post(ADRESSE, question(etablissement, departement="ZZ9")).content.decode()
    assert INTROUVABLE in page


CACHES = [
    {"accord_publication": False},
    {"liste_rouge": True},
    {"fraude_inscrite": True},
    {"etat": "annule"},
]


@pytest.mark.usefixtures("publie")
@pytest.mark.parametrize("champs", CACHES)
@pytest.mark.parametrize("avant", [True, False])
def test_cache_ou_inconnu_la_reponse_est_la_meme(client, etablissement, preparer, champs, avant):
    Candidature.objects.update(**champs)
    if avant:
        preparer()
    donnees = question(etablissement)
    inconnu = donnees | {"nom": "PERSONNE"}
    assert sans_jeton(client.post(ADRESSE, donnees), donnees) == sans_jeton(
        client.post(ADRESSE, inconnu), inconnu
    )
    # Prepared again, the key itself is gone, except for a cancelled registration, which is no longer gone through.
    assert ClePublique.objects.exists() == (not avant or "etat" in champs)


def test_avant_l_ouverture_ou_sans_resultat_la_reponse_est_celle_d_un_inconnu(client, etablissement, publie):
    Service.objects.update(ouvre_le=timezone.now() + timedelta(seconds=30))
    donnees, inconnu = question(etablissement), question(etablissement, nom="PERSONNE")
    assert sans_jeton(client.post(ADRESSE, donnees), donnees) == sans_jeton(
        client.post(ADRESSE, inconnu), inconnu
    )


def test_trouve_refuse_ou_inconnu_coutent_autant_de_requetes(
    client, etablissement, publie, django_assert_num_queries
):
    with django_assert_num_queries(5):
        client.post(ADRESSE, question(etablissement, nom="PERSONNE"))
    with django_assert_num_queries(5):
        client.post(ADRESSE, question(etablissement))
    Candidature.objects.update(accord_publication=False)
    with django_assert_num_queries(5):
        client.post(ADRESSE, question(etablissement))


def test_une_rectification_se_lit_aussitot(client, etablissement, publie):
    un_resultat(publie.candidature, "AJOURNE", libelle="Refusé")
    page = client.post(ADRESSE, question(etablissement)).content.decode()
    assert ("Refusé" in page, "Admis" in page) == (True, False)


@pytest.mark.exigence("SEC-02")
def test_les_recherches_sont_comptees(client, etablissement, publie):
    statuts = [
        client.post(ADRESSE, question(etablissement, nom=f"NOM{rang}")).status_code for rang in range(21)
    ]
    assert (set(statuts[:20]), statuts[20]) == ({200}, 429)


def test_rien_ne_se_liste_ni_ne_se_devine(client, publie):
    page = client.get(ADRESSE).content.decode()
    assert "LAVANDE" not in page
    manquante = client.post(ADRESSE, {"nom": "LAVANDE-SAPIN"}).content.decode()
    assert "Admis" not in manquante
    assert manquante.count("Ce champ est obligatoire") >= 3
    assert "LAVANDE" not in " ".join(ClePublique.objects.values_list("empreinte", flat=True))


def test_la_page_ne_met_pas_le_nom_dans_l_adresse_et_ne_se_garde_pas(client, etablissement, publie):
    reponse = client.get(ADRESSE, question(etablissement))
    assert "Admis" not in reponse.content.decode()
    assert "no-store" in client.post(ADRESSE, question(etablissement))["Cache-Control"]
