"""The screens of the paramétrage."""

import pytest
from django.urls import reverse

from santorin.copies.etats import EtatLot
from santorin.copies.models import Nature
from santorin.preparation.processus import parametrage, preparation
from tests.fabriques import un_chef, un_gestionnaire, un_lot, une_academie, une_epreuve

pytestmark = pytest.mark.django_db
TABLEAU, APERCU = "/parametrage/", "/parametrage/apercu/"


@pytest.fixture
def client_gestionnaire(client_de, gestionnaire):
    return client_de(gestionnaire)


def _message(reponse):
    return [str(message) for message in reponse.context["messages"]]


@pytest.mark.exigence("PAR-01", "PAR-02")
def test_le_tableau_montre_les_epreuves_et_leurs_reglages_par_groupe(client_gestionnaire, epreuve):
    une_epreuve(academie=une_academie(code="A25"))
    page = client_gestionnaire.get(TABLEAU)
    assert [ligne.epreuve for ligne in page.context["lignes"]] == [epreuve]
    assert page.context["lignes"][0].valeurs == (
        *("NON", "20", "SIMPLE", "0", "20", "NON", "NON"),
        *("OUI", "OUI", "NON", "NON", "OUI"),
    )
    texte = page.content.decode()
    for groupe, colonnes in (("Numérisation", 2), ("Distribution", 2), ("Correction", 3), ("Clôture", 5)):
        assert f'<th scope="colgroup" colspan="{colonnes}">{groupe}</th>' in texte


@pytest.mark.exigence("PAR-01")
def test_le_tableau_coute_autant_de_requetes_pour_une_et_pour_trois_epreuves(
    client_gestionnaire, epreuve, django_assert_num_queries
):
    for _ in range(2):
        with django_assert_num_queries(7):
            client_gestionnaire.get(TABLEAU)
        une_epreuve()
        une_epreuve()


@pytest.mark.exigence("PAR-01")
def test_les_filtres_et_l_adresse_reduisent_le_tableau(client_gestionnaire, epreuve):
    autre = une_epreuve(Nature.HARMONISEE, code="E72", libelle="Français")
    for parametres, attendues in (
        ({"nature": "harmonisee"}, [autre]),
        ({"q": "e51"}, [epreuve]),
        ({"q": "français"}, [autre]),
        ({"q": "rien"}, []),
        ({"nature": "inconnue"}, [epreuve, autre]),
        ({"epreuve": autre.pk}, [autre]),
        ({"epreuve": "x"}, [epreuve, autre]),
        ({"page": 99}, [epreuve, autre]),
    ):
        page = client_gestionnaire.get(TABLEAU, parametres)
        assert [ligne.epreuve for ligne in page.context["lignes"]] == attendues, parametres


@pytest.mark.exigence("PAR-01")
def test_l_apercu_montre_avant_et_apres_sans_rien_changer_puis_l_acte_change_tout(
    client_gestionnaire, epreuve
):
    autre = une_epreuve(code="E99", parametrage={"appreciation": True})
    demande = {"epreuve": [epreuve.pk, autre.pk], "appreciation": "oui", "niveau_validation": "50"}
    page = client_gestionnaire.get(APERCU, demande)
    vus = [
        (c.epreuve, c.parametre.champ, c.avant_en_clair, c.apres_en_clair)
        for apercu in page.context["apercus"]
        for c in apercu.changements
    ]
    assert vus == [
        (epreuve, "niveau_validation", "20", "50"),
        (epreuve, "appreciation", "NON", "OUI"),
        (autre, "niveau_validation", "20", "50"),
    ]
    epreuve.parametrage.refresh_from_db()
    assert epreuve.parametrage.niveau_validation == 20
    reponse = client_gestionnaire.post(
        "/parametrage/appliquer/", dict(page.context["parametres"]) | demande, follow=True
    )
    assert reponse.redirect_chain == [(TABLEAU, 302)]
    assert _message(reponse) == ["Paramétrage enregistré\u00a0: 2\u00a0épreuves modifiées."]
    for une in (epreuve, autre):
        une.parametrage.refresh_from_db()
        assert (une.parametrage.appreciation, une.parametrage.niveau_validation) == (True, 50)


@pytest.mark.exigence("PAR-03", "PAR-04")
def test_un_refus_est_montre_dans_l_apercu_et_refuse_par_l_acte(client_gestionnaire, epreuve):
    un_lot(epreuve, etat=EtatLot.CONSTITUE)
    demande = {"epreuve": [epreuve.pk, une_epreuve(Nature.E3C).pk], "type_lots": "double"}
    page = client_gestionnaire.get(APERCU, demande)
    assert page.context["refuse"] is True
    texte = page.content.decode()
    assert "déjà réparties en 1\u00a0lot" in texte
    assert "E3C n’est pas modifiable" in texte
    assert "Enregistrer ces changements" not in texte
    refusee = client_gestionnaire.post("/parametrage/appliquer/", demande)
    assert refusee.status_code == 409
    assert "Rien n’a été changé." in refusee.content.decode()


@pytest.mark.exigence("PAR-01")
@pytest.mark.parametrize(
    ("demande", "dit"),
    [
        ({"type_lots": "double"}, "Cochez au moins une épreuve."),
        ({"epreuve": "ICI"}, "Choisissez au moins un paramètre à changer."),
        ({"epreuve": "ICI", "niveau_validation": "101"}, "inférieure ou égale à 100"),
        ({"epreuve": "ICI", "type_lots": "triple"}, "triple"),
        ({"epreuve": "99999999999999999999", "type_lots": "double"}, "Cochez au moins une épreuve."),
    ],
)
def test_une_demande_incomplete_ou_fausse_revient_au_tableau_avec_la_raison(
    client_gestionnaire, epreuve, demande, dit
):
    demande = {cle: epreuve.pk if valeur == "ICI" else valeur for cle, valeur in demande.items()}
    page = client_gestionnaire.get(APERCU, demande)
    assert dit in page.content.decode()
    assert client_gestionnaire.post("/parametrage/appliquer/", demande).status_code == 409
    if demande.get("epreuve") == epreuve.pk:
        assert page.context["cochees"] == {epreuve.pk}


@pytest.mark.exigence("PAR-01")
def test_l_epreuve_de_l_academie_voisine_ne_se_parametre_pas(client_gestionnaire, epreuve):
    ailleurs = une_epreuve(academie=une_academie(code="A25"))
    demande = {"epreuve": ailleurs.pk, "appreciation": "oui"}
    assert client_gestionnaire.post("/parametrage/appliquer/", demande).status_code == 409
    ailleurs.parametrage.refresh_from_db()
    assert ailleurs.parametrage.appreciation is False


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize(
    ("methode", "adresse"), [("get", TABLEAU), ("get", APERCU), ("post", "/parametrage/appliquer/")]
)
def test_un_chef_d_etablissement_n_entre_pas(client_de, methode, adresse):
    assert getattr(client_de(un_chef()), methode)(adresse).status_code == 403


@pytest.mark.exigence("ACC-01", "PAR-03")
def test_le_tableau_de_bord_a_ses_tuiles_et_dit_ce_qui_est_fige(client_gestionnaire, epreuve, settings):
    settings.PROCESSUS = [f"santorin.preparation.processus.{nom}" for nom in ("preparation", "parametrage")]
    une_epreuve(Nature.E3C, code="E9")
    page = client_gestionnaire.get("/")
    groupe = next(g for g in page.context["groupes"] if g.cle == f"epreuve:{epreuve.pk}")
    tuiles = {tuile.titre: tuile for tuile in groupe.tuiles}
    assert tuiles["Paramétrage"].url == f"/parametrage/?epreuve={epreuve.pk}"
    assert tuiles["Préparation"].url == reverse("preparation:epreuve", args=[epreuve.pk])
    assert tuiles["Préparation"].etat == "À compléter"
    assert "Figé (E3C)" in page.content.decode()


@pytest.mark.exigence("ACC-01")
def test_les_tuiles_coutent_autant_pour_une_et_pour_trois_epreuves(
    gestionnaire, epreuve, django_assert_num_queries
):
    assert gestionnaire.habilitations_actives
    for nombre in (1, 3):
        with django_assert_num_queries(4):
            assert len(preparation(gestionnaire)) == nombre + 1
            assert len(parametrage(gestionnaire)) == nombre + 1
        une_epreuve()
        une_epreuve()
    assert preparation(un_chef()) == parametrage(un_chef()) == ()
    ailleurs = un_gestionnaire(une_academie(code="A25"))
    assert len(preparation(ailleurs)) == 1
