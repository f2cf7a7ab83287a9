"""The clôture with a token: the same rules and sentences as the screen (API-01)."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from santorin.comptes.models import Jeton
from santorin.traitements.models import Traitement
from santorin.transmission.destinataires.en_memoire import Panne
from santorin.transmission.regles import Portee
from tests.fabriques import un_chef, un_coordinateur, un_etablissement, un_gestionnaire, une_academie
from tests.transmission.scene import numeros, une_scene

pytestmark = pytest.mark.django_db


def client_a_jeton(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return APIClient(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def scene(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5", "7")
    return scene


@pytest.fixture
def api(scene):
    return client_a_jeton(scene.gestionnaire)


def adresse(nom, scene, lieu=None):
    return reverse(f"cloture_api:{nom}", args=[Portee(scene.epreuve, lieu).cle])


@pytest.mark.exigence("API-01", "CLO-03")
def test_l_etat_dit_la_meme_chose_que_l_ecran(scene, api):
    (vue,) = api.get(reverse("cloture_api:epreuves")).json()
    assert (vue["cle"], vue["code"], vue["etablissement"]) == (
        Portee(scene.epreuve).cle,
        scene.epreuve.code,
        None,
    )
    etat = api.get(adresse("etat", scene)).json()
    assert etat | {"epreuve": None} == {
        "epreuve": None,
        "etat": "non_realisee",
        "candidats": 2,
        "correcteurs": 1,
        "moyenne": "9.75",
        "moyenne_sur": 20,
        "lots": 1,
        "lots_verrouilles": 1,
        "transmises": 0,
        "a_transmettre": 2,
        "sans_note": 0,
        "services_faits_a_renvoyer": 0,
        "obstacle": None,
        "traitement": None,
    }
    scene.cloturer()
    assert api.get(adresse("etat", scene)).json()["etat"] == "totale"


@pytest.mark.exigence("API-01", "CLO-13")
def test_l_apercu_dit_ce_qui_partirait(scene, cyclades, api):
    candidat, _ = scene.compositions(scene.epreuve.lots.get())
    cyclades.saisir(scene.cle, numeros(candidat), valeur=Decimal(18))
    scene.non_emarge()
    vu = api.get(adresse("apercu", scene)).json()
    assert (vu["totale"], vu["notes"], vu["issues"], vu["retenues"], vu["silence"]) == (
        False,
        2,
        {"nouvelle": 1, "ecrasee": 1},
        {"non_emarge": 1},
        None,
    )
    (ligne,) = api.get(adresse("apercu", scene), {"issue": "ecrasee"}).json()["lignes"]
    assert ligne == {
        "candidat": candidat.candidat.numero,
        "inscription": candidat.candidat.inscription,
        "note": "12,5",
        "tenue": "18",
        "issue": "ecrasee",
    }
    cyclades.ligne.panne = Panne.AVANT
    assert "ne répond pas" in api.get(adresse("apercu", scene)).json()["silence"]


@pytest.mark.exigence("API-01", "CLO-04")
def test_lancer_rend_le_traitement_a_suivre_puis_refuse_avec_la_raison(scene, api):
    reponse = api.post(adresse("lancer", scene))
    traitement = Traitement.objects.get()
    assert (reponse.status_code, reponse.json()["uuid"]) == (202, str(traitement.uuid))
    suivi = api.get(reverse("traitements_api:suivi", args=[traitement.uuid]))
    assert suivi.json()["traitement"]["etat"] == "demande"
    encore = api.post(adresse("lancer", scene))
    assert encore.status_code == 409
    assert "déjà en cours" in encore.json()["message"]
    assert api.get(adresse("etat", scene)).json()["traitement"] == str(traitement.uuid)


@pytest.mark.exigence("API-01", "CLO-05", "CLO-14")
@pytest.mark.parametrize(("nom", "tache"), [("rapprocher", "rapprocher"), ("renvoyer", "renvoyer")])
def test_rapprocher_et_renvoyer_se_demandent_aussi(scene, imagin, api, nom, tache):
    imagin.ligne.panne = Panne.AVANT
    scene.cloturer()
    assert api.post(adresse(nom, scene)).status_code == 202
    assert Traitement.objects.get().tache == f"santorin.cloture.tasks.{tache}"


@pytest.mark.exigence("API-01", "CLO-05")
def test_renvoyer_sans_rien_a_renvoyer_est_refuse_avec_la_raison(scene, api):
    refus = api.post(adresse("renvoyer", scene))
    assert (refus.status_code, refus.json()["message"]) == (
        409,
        "Imag’In a reçu tous les services faits envoyés.",
    )


@pytest.mark.exigence("API-01", "SEC-02")
def test_un_jeton_ne_depasse_ni_son_profil_ni_son_perimetre(scene):
    ici = un_etablissement(academie=scene.epreuve.academie)
    scene.lot("10", etablissement=ici)
    chef = client_a_jeton(un_chef(ici))
    voisin = client_a_jeton(un_gestionnaire(une_academie(code="A02")))
    sans_droit = client_a_jeton(un_coordinateur(scene.epreuve))
    lire, agir = ("etat", "apercu"), ("lancer", "renvoyer", "rapprocher")
    for nom in (*lire, *agir):
        methode = "get" if nom in lire else "post"
        assert getattr(voisin, methode)(adresse(nom, scene)).status_code == 404, nom
        assert getattr(sans_droit, methode)(adresse(nom, scene)).status_code == 403, nom
        assert getattr(APIClient(), methode)(adresse(nom, scene)).status_code == 401, nom
    assert voisin.get(reverse("cloture_api:epreuves")).json() == []
    etat = chef.get(adresse("etat", scene)).json()
    assert (etat["epreuve"]["etablissement"], etat["candidats"]) == (ici.uai, 1)
    refus = chef.post(adresse("lancer", scene))
    assert refus.json()["message"] == "La clôture de cette épreuve est faite par l’académie."
    assert not Traitement.objects.exists()
