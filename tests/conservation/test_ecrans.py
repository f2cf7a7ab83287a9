"""The screens and the API of retention: rights, perimeters, acts (SEC-03, API-01)."""

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from santorin.comptes.models import Jeton
from santorin.conservation.actions import choisir_taux, poser_gel
from santorin.conservation.archives import taux_de
from santorin.conservation.models import Gel
from santorin.conservation.regles import durees
from santorin.copies.models import Page
from santorin.traitements.models import Traitement
from tests.conservation.conftest import PLUS_TARD, publier
from tests.fabriques import un_administrateur, un_chef, un_gestionnaire, une_academie, une_session

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("SEC-03")]
A_L_ADMINISTRATEUR = ("purge", "archives")
AUX_DEUX = ("table", "gels", "personnes")


def api_de(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return APIClient(headers={"Authorization": f"Bearer {secret}"})


def test_chacun_ouvre_ses_ecrans_et_eux_seuls(scene, client_de):
    administrateur, gestionnaire, chef = (
        client_de(qui) for qui in (un_administrateur(), scene.gestionnaire, un_chef())
    )
    for nom in (*A_L_ADMINISTRATEUR, *AUX_DEUX):
        adresse = reverse(f"conservation:{nom}")
        assert administrateur.get(adresse).status_code == 200
        assert gestionnaire.get(adresse).status_code == (403 if nom in A_L_ADMINISTRATEUR else 200)
        assert chef.get(adresse).status_code == 403
    duree = reverse("conservation:duree", args=["documents"])
    assert [c.get(duree).status_code for c in (administrateur, gestionnaire)] == [200, 403]
    assert administrateur.get(reverse("conservation:duree", args=["inconnue"])).status_code == 404
    assert gestionnaire.post(reverse("conservation:purger")).status_code == 403


@pytest.mark.exigence("ACC-01")
def test_les_tuiles_suivent_les_droits(scene, client_de):
    assert "Conservation des données" in client_de(scene.gestionnaire).get("/").content.decode()
    assert "Données d’une personne" in client_de(un_administrateur()).get("/").content.decode()
    assert "Conservation des données" not in client_de(scene.chef).get("/").content.decode()


def test_un_gel_se_pose_et_se_leve_a_l_ecran_dans_son_academie(scene, client_de):
    numero = scene.compositions[0].candidat.numero
    client, gels = client_de(scene.gestionnaire), reverse("conservation:gels")
    pose = client.post(gels, {"numero": numero, "epreuve": "", "categorie": "recours", "motif": "TA 2027-12"})
    assert pose.status_code == 302
    gel = Gel.objects.get()
    assert numero in client.get(gels).content.decode()
    voisin = client_de(un_gestionnaire(une_academie(code="A15")))
    assert numero not in voisin.get(gels).content.decode()
    lever = reverse("conservation:lever", args=[gel.pk])
    assert voisin.get(lever).status_code == 404
    assert client.post(lever, {"motif": ""}).status_code == 200
    assert client.post(lever, {"motif": "rejeté"}).status_code == 302
    gel.refresh_from_db()
    assert gel.leve_par == scene.gestionnaire
    assert "rejeté" in client.get(f"{gels}?leves=1").content.decode()
    mauvais = client.post(gels, {"numero": "123", "categorie": "recours", "motif": "m"}).content.decode()
    assert "11 chiffres et commence par 01" in mauvais


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_des_gels_coute_autant_de_requetes(scene, client_de, django_assert_num_queries, nombre):
    administrateur = un_administrateur()
    for categorie in ("recours", "fraude", "contentieux")[:nombre]:
        poser_gel(
            numero="",
            epreuve=scene.epreuve,
            categorie=categorie,
            motif="m",
            par=administrateur,
            le=timezone.now(),
        )
    client, gels = client_de(administrateur), reverse("conservation:gels")
    client.get(gels)
    with django_assert_num_queries(5):
        client.get(gels)


def test_l_apercu_compte_et_le_bouton_demande_le_traitement(scene, client_de):
    publier(scene.epreuve, timezone.now() - PLUS_TARD)
    client = client_de(un_administrateur())
    page = client.get(reverse("conservation:purge")).content.decode()
    assert scene.epreuve.code in page
    assert "Détruire ce qui est coché" in page
    assert Page.objects.count() == 4
    lance = client.post(reverse("conservation:purger"), {"natures": ["copies"]})
    traitement = Traitement.objects.get(tache="santorin.conservation.tasks.purger")
    assert lance["Location"] == traitement.get_absolute_url()
    assert traitement.parametres == {"natures": ["copies"]}
    assert client.post(reverse("conservation:purger"), {"natures": ["rien"]}).status_code == 409


def test_une_personne_se_cherche_dans_son_perimetre_et_s_exporte(scene, client_de):
    client, adresse = client_de(scene.gestionnaire), reverse("conservation:personnes")
    for qualite, q in (("candidat", "guyleste"), ("correcteur", "sapin"), ("compte", scene.chef.username)):
        assert "Exporter" in client.get(adresse, {"qualite": qualite, "q": q}).content.decode()
    voisin = client_de(un_gestionnaire(une_academie(code="A15")))
    assert (
        "ne répond à cette recherche"
        in voisin.get(adresse, {"qualite": "candidat", "q": "guyleste"}).content.decode()
    )
    candidat = scene.compositions[0].candidat
    demande = {"qualite": "candidat", "cle": candidat.pk}
    assert client.post(reverse("conservation:exporter"), demande).status_code == 302
    assert voisin.post(reverse("conservation:exporter"), demande).status_code == 409


def test_le_taux_d_une_session_est_la_regle_des_annees_ou_celui_qu_on_choisit():
    zero, sept = une_session(code="2030-06"), une_session(code="2027-06")
    assert (taux_de(zero), taux_de(sept)) == (10, 0)
    choisir_taux(sept, 25, par=un_administrateur(), le=timezone.now())
    assert taux_de(sept) == 25


@pytest.mark.exigence("API-01")
def test_l_api_fait_ce_que_font_les_ecrans(scene):
    publier(scene.epreuve, timezone.now() - PLUS_TARD)
    administrateur, gestionnaire = api_de(un_administrateur()), api_de(scene.gestionnaire)
    base = "/api/v1/conservation"
    assert {"cle": "copies", "nombre": 12, "unite": "mois"}.items() <= gestionnaire.get(
        f"{base}/natures/"
    ).json()[0].items()
    demande = {"nombre": 6, "unite": "mois", "motif": "place"}
    assert gestionnaire.put(f"{base}/natures/documents/duree/", demande, format="json").status_code == 403
    assert administrateur.put(f"{base}/natures/documents/duree/", demande, format="json").status_code == 204
    assert str(durees()["documents"]) == "6\u00a0mois"
    assert (
        administrateur.put(
            f"{base}/natures/documents/duree/", demande | {"nombre": 99}, format="json"
        ).status_code
        == 409
    )
    copies = next(n for n in administrateur.get(f"{base}/purge/").json() if n["nature"] == "copies")
    assert (copies["a_detruire"], copies["retenus"]) == (2, 0)
    gel = {"epreuve": scene.epreuve.pk, "categorie": "recours", "motif": "TA"}
    pose = gestionnaire.post(f"{base}/gels/", gel, format="json")
    assert (pose.status_code, pose.json()["epreuve"]) == (201, scene.epreuve.pk)
    voisin = api_de(un_gestionnaire(une_academie(code="A15")))
    assert voisin.get(f"{base}/gels/").json() == []
    lever = f"{base}/gels/{pose.json()['id']}/lever/"
    assert voisin.post(lever, {"motif": "m"}, format="json").status_code == 404
    assert voisin.post(f"{base}/gels/", gel, format="json").status_code == 404
    assert gestionnaire.post(lever, {"motif": "m"}, format="json").json()["motif_de_levee"] == "m"
    assert gestionnaire.post(lever, {"motif": "m"}, format="json").status_code == 409
    taux = {"session": scene.epreuve.session.code, "pour_mille": 5}
    assert administrateur.put(f"{base}/archives/taux/", taux, format="json").status_code == 204
    (trouvee, *_) = gestionnaire.get(f"{base}/personnes/", {"qualite": "candidat", "q": "guyleste"}).json()
    export = {"qualite": "candidat", "cle": trouvee["cle"]}
    assert gestionnaire.post(f"{base}/personnes/exporter/", export, format="json").status_code == 202
    assert voisin.post(f"{base}/personnes/exporter/", export, format="json").status_code == 409
    assert gestionnaire.post(f"{base}/purge/", {}, format="json").status_code == 403
    assert administrateur.post(f"{base}/purge/", {"natures": ["copies"]}, format="json").status_code == 202
    assert administrateur.post(f"{base}/purge/", {"natures": ["rien"]}, format="json").status_code == 409
