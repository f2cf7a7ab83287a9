"""IMA-01: the doors of the API: who enters, what is refused whole, what is documented."""

import gzip
import json
from datetime import timedelta

import msgspec
import pytest
from django.urls import reverse
from django.utils import timezone

from imagin.actions import faire_passer
from imagin.api import views
from imagin.etats import VALIDER
from imagin.models import ServiceFait
from santorin.comptes.models import Habilitation, Jeton
from tests.fabriques import un_examen, un_gestionnaire, une_academie, une_application, une_session
from tests.imagin.decor import (
    deposer,
    dernier,
    ligne_santorin,
    un_emis,
    un_envoi,
    un_tarif,
    une_epreuve,
    une_saisie,
)

pytestmark = pytest.mark.django_db
ADRESSE = "/imagin/api/v1/envois"
LECTURE = "/imagin/api/v1/epreuves/2027-06/BCP/U22/services-faits"


@pytest.fixture
def secret():
    une_session(), un_examen()
    return une_application(une_academie())[1]


def poster(client, secret, corps, **entetes):
    if not isinstance(corps, bytes):
        corps = corps if isinstance(corps, str) else msgspec.json.encode(corps)
    autorisation = {"Authorization": f"Bearer {secret}"} if secret else {}
    return client.post(ADRESSE, corps, content_type="application/json", headers=autorisation | entetes)


def lire(client, secret, **parametres):
    return client.get(LECTURE, parametres, headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.exigence("IMA-01")
def test_un_envoi_est_accuse_en_json(client, secret):
    envoi = un_envoi(un_emis("I000001", 40), un_emis("I000002", 10**6))
    reponse = poster(client, secret, envoi)
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "application/json")
    corps = reponse.json()
    assert corps["envoi"] == str(envoi.envoi)
    assert [(a["intervenant"], a["statut"], a["motif"]) for a in corps["accuses"]] == [
        ("I000001", "enregistre", None),
        ("I000002", "rejete", "NOMBRE_INVRAISEMBLABLE"),
    ]


@pytest.mark.exigence("IMA-01")
def test_un_corps_compresse_est_lu_et_la_reponse_compressee_si_on_la_lit(client, secret):
    corps = gzip.compress(msgspec.json.encode(un_envoi(un_emis())))
    reponse = poster(client, secret, corps, **{"Content-Encoding": "gzip", "Accept-Encoding": "gzip"})
    assert (reponse.status_code, reponse["Content-Encoding"]) == (200, "gzip")
    assert json.loads(gzip.decompress(reponse.content))["accuses"][0]["statut"] == "enregistre"


@pytest.mark.exigence("IMA-01", "API-01")
def test_sans_jeton_ou_avec_un_mauvais_jeton_on_n_entre_pas(client, secret):
    jeton = Jeton.objects.get()
    assert poster(client, "", un_envoi()).status_code == 401
    assert poster(client, "faux", un_envoi()).status_code == 401
    jeton.expire_le = timezone.now() - timedelta(seconds=1)
    jeton.save()
    assert poster(client, secret, un_envoi()).status_code == 401
    Jeton.objects.update(expire_le=None, revoque_le=timezone.now())
    assert poster(client, secret, un_envoi()).status_code == 401
    assert lire(client, secret).status_code == 401
    assert not ServiceFait.objects.exists()


@pytest.mark.exigence("IMA-01", "API-01")
def test_hors_profil_ou_hors_perimetre_c_est_403(client, secret):
    gestionnaire = un_gestionnaire()
    _, sien = Jeton.creer(gestionnaire.habilitations.get(), libelle="essai", le=timezone.now())
    assert poster(client, sien, un_envoi(un_emis())).status_code == 403
    une_academie(code="A02")
    reponse = poster(client, secret, un_envoi(un_emis(), academie="A02"))
    assert (reponse.status_code, reponse.json()["motif"]) == (403, "ACCES_REFUSE")
    assert "A02 est hors du périmètre" in reponse.json()["message"]
    assert not ServiceFait.objects.exists()


MAL_FORMES = [
    ('{"envoi": "', "$"),
    ("[]", "$"),
    ('{"envoi": "pas-un-uuid"}', "$.envoi"),
    ('{"services_faits": 1}', "$.services_faits"),
]


@pytest.mark.exigence("IMA-01")
@pytest.mark.parametrize(("corps", "lieu"), MAL_FORMES)
def test_un_corps_illisible_est_refuse_avec_le_lieu_de_la_faute(client, secret, corps, lieu):
    reponse = poster(client, secret, corps)
    assert (reponse.status_code, reponse.json()["motif"], reponse.json()["lieu"]) == (
        422, "ENVOI_MAL_FORME", lieu,
    )  # fmt: skip


@pytest.mark.exigence("IMA-01")
@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("intervenant", ""),
        ("intervenant", "1234567890123"),
        ("intervenant", "I0\x00"),
        ("nom", "A\x00"),
        ("nombre_de_copies", -1),
        ("nombre_de_copies", 2**31),
        ("nombre_de_copies", "40"),
        ("nombre_de_copies", 1.5),
        ("version", 0),
        ("version", 2**31),
        ("du", "20/06/2027"),
        ("au", "2027-06-31"),
    ],
)
def test_une_ligne_mal_formee_refuse_l_envoi_entier_et_dit_laquelle(client, secret, champ, valeur):
    corps = msgspec.to_builtins(un_envoi(un_emis("I000001"), un_emis("I000002")))
    corps["services_faits"][1][champ] = valeur
    reponse = poster(client, secret, json.dumps(corps))
    assert (reponse.status_code, reponse.json()["lieu"]) == (
        422,
        f"$.services_faits[1].{champ}",
    )
    assert not ServiceFait.objects.exists()


@pytest.mark.exigence("IMA-01")
@pytest.mark.parametrize(("cle", "valeur"), [("session", "2031-06"), ("examen", "XYZ")])
def test_une_epreuve_qui_ne_nomme_rien_est_refusee(client, secret, cle, valeur):
    reponse = poster(client, secret, un_envoi(un_emis(), **{cle: valeur}))
    assert reponse.status_code == 422
    assert f"$.epreuve.{cle}" in reponse.json()["message"]


@pytest.mark.exigence("IMA-01")
def test_un_envoi_trop_gros_ou_une_bombe_sont_refuses(client, secret):
    assert poster(client, secret, un_envoi(*[un_emis()] * 5001)).status_code == 413
    bombe = gzip.compress(b" " * 50_000_000)
    assert len(bombe) < 100_000
    assert poster(client, secret, bombe, **{"Content-Encoding": "gzip"}).status_code == 413
    assert poster(client, secret, b"x", **{"Content-Encoding": "br"}).status_code == 415
    assert poster(client, secret, b"pas du gzip", **{"Content-Encoding": "gzip"}).status_code == 422
    assert not ServiceFait.objects.exists()


@pytest.mark.exigence("IMA-01", "IMA-02", "HAR-09")
def test_ce_qu_imagin_detient_se_lit_avec_son_origine_son_etat_et_son_montant(client, secret):
    un_tarif(montant="5.00")
    poster(client, secret, un_envoi(un_emis("I000001", 40)))
    ligne = ligne_santorin()
    faire_passer(ligne.epreuve, [ligne.pk], VALIDER, vu=dernier(), par=un_gestionnaire(), le=timezone.now())
    une_saisie(une_epreuve(), nombre=12)
    corps = lire(client, secret).json()
    assert corps["suivant"] is None
    assert [
        (s["intervenant"], s["origine"], s["nombre_de_copies"], s["version"], s["etat"], s["montant"])
        for s in corps["services_faits"]
    ] == [
        ("I000001", "SANTORIN", 40, 1, "valide", "200.00"),
        ("I000001", "SAISIE", 12, None, "a_valider", "60.00"),
    ]


@pytest.mark.exigence("IMA-01")
def test_la_lecture_se_fait_par_pages(client, secret, monkeypatch):
    monkeypatch.setattr(views, "PAR_PAGE", 2)
    poster(client, secret, un_envoi(*(un_emis(f"I{n}", n) for n in range(1, 6))))
    lus, apres = [], ""
    while apres is not None:
        page = lire(client, secret, apres=apres).json()
        assert len(page["services_faits"]) <= 2
        lus += [service["intervenant"] for service in page["services_faits"]]
        apres = page["suivant"]
    assert lus == [f"I{n}" for n in range(1, 6)]


@pytest.mark.exigence("API-01")
def test_l_epreuve_du_voisin_ou_ambigue_n_existe_pas(client, secret):
    poster(client, secret, un_envoi(un_emis()))
    voisine = une_academie(code="A02")
    utilisateur, autre = une_application(voisine)
    assert lire(client, autre).status_code == 404
    deposer(un_emis(), par=utilisateur, academie="A02")
    Habilitation.objects.filter(utilisateur=utilisateur).update(academie=None)
    assert lire(client, autre).status_code == 404
    assert lire(client, autre, academie="A14").json()["services_faits"][0]["nombre_de_copies"] == 40
    assert lire(client, autre, academie="A14", apres="1" * 30).json()["services_faits"] == []
    assert lire(client, autre, academie="A14", apres="x'--").status_code == 200


@pytest.mark.exigence("API-01", "IMA-01")
def test_l_interface_est_decrite_en_openapi(client):
    schema = client.get(reverse("api:schema"), {"format": "json"}).json()
    envoi = schema["paths"]["/imagin/api/v1/envois"]["post"]
    corps = envoi["requestBody"]["content"]["application/json"]["schema"]
    assert {"envoi", "epreuve", "services_faits"} <= set(corps["properties"])
    assert {"200", "401", "403", "413", "415", "422"} <= set(envoi["responses"])
    lecture = "/imagin/api/v1/epreuves/{session}/{examen}/{code}/services-faits"
    assert schema["paths"][lecture]["get"]["operationId"] == "imagin_services_faits"
