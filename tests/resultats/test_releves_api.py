"""Transcripts through the API: the same rights, the same refusals as on the screens (API-01)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from resultats import fichiers
from resultats.models import Generation
from santorin.comptes.models import Jeton
from santorin.journal.models import Entree
from santorin.traitements.models import Traitement
from tests.fabriques import un_chef, un_correcteur, un_gestionnaire, une_academie
from tests.fabriques.comptes import un_correcteur_connecte
from tests.resultats.essai_releves import Ecole

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01")]

RELEVES = "/api/v1/releves/"


def jeton(utilisateur):
    """A client that acts with a token of this person."""
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return Client(headers={"Authorization": f"Bearer {secret}"})


def generations(ecole):
    return f"{RELEVES}cadres/{ecole.cadre.cle}/generations/"


def poster(client, adresse, donnees=None):
    return client.post(adresse, donnees or {}, content_type="application/json")


@pytest.mark.exigence("RES-04")
def test_l_etablissement_liste_et_prend_les_releves_de_ses_eleves():
    ecole, voisine = Ecole(2), Ecole(1)
    generation = ecole.publier()
    client = jeton(ecole.chef)
    page = client.get(RELEVES).json()
    assert [ligne["candidat"] for ligne in page["lignes"]] == [c.numero for c in ecole.candidatures]
    assert page["suivant"] is None
    releve = generation.releves.get(pk=page["lignes"][0]["id"])
    reponse = client.get(f"{RELEVES}{releve.pk}/pdf/")
    assert b"".join(reponse.streaming_content) == fichiers.lire(releve)
    assert Entree.objects.filter(acte="releve.telecharger", par_id=ecole.chef.pk).count() == 1
    d_un_voisin = generation.releves.get(candidature=voisine.candidatures[0])
    assert client.get(f"{RELEVES}{d_un_voisin.pk}/pdf/").status_code == 404
    seule = client.get(RELEVES, {"candidat": ecole.candidatures[1].numero}).json()
    assert [ligne["version"] for ligne in seule["lignes"]] == [1]
    assert client.get(RELEVES, {"apres": "abc"}).status_code == 400


@pytest.mark.exigence("RES-08")
def test_avant_la_date_la_liste_est_vide_et_le_pdf_inconnu():
    ecole = Ecole(1)
    releve = ecole.publier(timedelta(hours=1)).releves.get()
    client = jeton(ecole.chef)
    assert client.get(RELEVES).json()["lignes"] == []
    assert client.get(f"{RELEVES}{releve.pk}/pdf/").status_code == 404


@pytest.mark.exigence("RES-06")
def test_le_gestionnaire_genere_publie_reporte_et_retire():
    ecole = Ecole(1)
    client = jeton(ecole.gestionnaire)
    assert poster(client, generations(ecole)).status_code == 202
    assert Traitement.objects.get().tache == "resultats.tasks.generer_les_releves"
    generation = ecole.generer()
    assert client.get(generations(ecole)).json()[0]["etat"] == "À publier"
    acte = f"{RELEVES}generations/{generation.pk}/"
    demain = (timezone.now() + timedelta(days=1)).isoformat()
    assert poster(client, f"{acte}publication/", {"disponible_le": "2099-10-25T02:30"}).status_code == 400
    assert poster(client, f"{acte}publication/", {"disponible_le": demain}).json()["releves"] == 1
    assert poster(client, f"{acte}publication/", {"disponible_le": demain}).status_code == 409
    maintenant = timezone.now().isoformat()
    assert poster(client, f"{acte}report/", {"disponible_le": maintenant}).status_code == 200
    assert poster(client, f"{acte}report/", {"disponible_le": demain}).status_code == 409
    assert poster(client, f"{acte}retrait/", {"motif": ""}).status_code == 400
    assert poster(client, f"{acte}retrait/", {"motif": "barème erroné"}).json()["etat"] == "Retirée"
    assert Generation.objects.get().motif_retrait == "barème erroné"


@pytest.mark.exigence("RES-05")
def test_l_etablissement_demande_le_pdf_de_tous_ses_eleves():
    ecole = Ecole(1)
    ecole.publier()
    cle = {
        "uai": ecole.etablissement.uai,
        "examen": ecole.cadre.examen.code,
        "session": ecole.cadre.session.code,
    }
    client = jeton(ecole.chef)
    ferme = poster(client, f"{RELEVES}en-masse/", cle)
    assert ferme.status_code == 409
    assert "n’est pas ouvert" in ferme.json()["message"]
    ecole.ouvrir()
    assert poster(client, f"{RELEVES}en-masse/", cle).status_code == 202
    assert poster(jeton(un_chef()), f"{RELEVES}en-masse/", cle).status_code == 404
    assert poster(jeton(ecole.gestionnaire), f"{RELEVES}en-masse/", cle).status_code == 403


@pytest.mark.exigence("RES-08")
def test_hors_profil_403_hors_perimetre_404_sans_jeton_401():
    ecole = Ecole(1)
    generation = ecole.generer()
    acte = f"{RELEVES}generations/{generation.pk}/publication/"
    voisin = jeton(un_gestionnaire(une_academie(code="A10")))
    assert voisin.get(generations(ecole)).status_code == 404
    assert poster(voisin, generations(ecole)).status_code == 404
    assert poster(voisin, acte).status_code == 404
    assert jeton(ecole.chef).get(generations(ecole)).status_code == 403
    correcteur = jeton(un_correcteur_connecte(un_correcteur()))
    for adresse in (RELEVES, generations(ecole)):
        assert correcteur.get(adresse).status_code == 403
        assert Client().get(adresse).status_code == 401


@pytest.mark.exigence("RES-04")
@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_coute_toujours_autant(nombre, django_assert_num_queries):
    ecole = Ecole(nombre)
    ecole.publier()
    client = jeton(ecole.chef)
    with django_assert_num_queries(2):
        assert len(client.get(RELEVES).json()["lignes"]) == nombre
