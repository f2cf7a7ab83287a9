"""What Cyclades' screens do, over the API (API-01, CYC-02, PRE-04)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cyclades.models import Eleve, Note, Publication
from santorin.comptes.models import Jeton
from santorin.traitements.models import Traitement
from tests.fabriques import un_chef, un_etablissement, un_gestionnaire, une_academie
from tests.fabriques.cyclades import des_codes, un_inscrit

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01")]
EPREUVE = "/cyclades/api/v1/epreuves/2027-06/BCP/E51"


def entetes(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return {"authorization": f"Bearer {secret}"}


def poster(client, suite, corps, utilisateur):
    return client.post(
        f"{EPREUVE}/{suite}", corps, content_type="application/json", headers=entetes(utilisateur)
    )


@pytest.mark.exigence("CYC-02", "CYC-01")
def test_une_note_se_saisit_se_relit_et_se_publie_par_l_interface(client):
    des_codes()
    gestionnaire, candidature = un_gestionnaire(), un_inscrit().candidature
    saisie = {
        "candidat": candidature.numero, "inscription": candidature.inscription, "note": "12,5",
        "motif": "copie à retrouver", "provisoire": True,
    }  # fmt: skip
    assert poster(client, "saisies", saisie | {"note": "douze"}, gestionnaire).status_code == 400
    assert poster(client, "saisies", saisie | {"note": "21"}, gestionnaire).status_code == 409
    faite = poster(client, "saisies", saisie, gestionnaire)
    assert (faite.status_code, faite.json()["historique"][0]["origine"]) == (201, "PROVISOIRE")
    perimee = poster(client, "saisies", saisie | {"note": "13"}, gestionnaire)
    assert (perimee.status_code, "vient de changer" in perimee.json()["message"]) == (409, True)
    academie = {"academie": une_academie().code}
    assert poster(client, "publications", academie, gestionnaire).status_code == 409
    definitive = saisie | {"provisoire": False, "vue": faite.json()["historique"][0]["depuis"]}
    assert poster(client, "saisies", definitive, gestionnaire).status_code == 201
    lue = client.get(
        f"{EPREUVE}/notes/{candidature.numero}/{candidature.inscription}", headers=entetes(gestionnaire)
    ).json()
    assert [etape["origine"] for etape in lue["historique"]] == ["SAISIE", "PROVISOIRE"]
    assert poster(client, "recalcul", academie, gestionnaire).status_code == 409
    assert poster(client, "publications", academie, gestionnaire).status_code == 201
    assert Publication.objects.count() == 1


def test_sans_le_droit_ou_hors_de_l_academie_rien_ne_se_fait(client):
    candidature = un_inscrit().candidature
    saisie = {
        "candidat": candidature.numero, "inscription": candidature.inscription, "note": "12", "motif": "essai de saisie",
    }  # fmt: skip
    ailleurs = un_gestionnaire(une_academie(code="A10"))
    for suite, corps in (
        ("saisies", saisie),
        ("publications", {"academie": "A14"}),
        ("recalcul", {"academie": "A14"}),
    ):
        assert poster(client, suite, corps, ailleurs).status_code == 404
        assert poster(client, suite, corps, un_chef()).status_code == 403
    adresse = f"{EPREUVE}/notes/{candidature.numero}/{candidature.inscription}"
    assert client.get(adresse, headers=entetes(ailleurs)).status_code == 404
    assert client.get(adresse, headers=entetes(un_chef())).status_code == 403
    assert not Note.objects.exists()


@pytest.mark.exigence("PRE-04")
def test_des_eleves_s_importent_par_l_interface(client):
    etablissement = un_etablissement()
    chef = un_chef(etablissement)
    adresse = f"/cyclades/api/v1/eleves/{etablissement.uai}"
    fichier = SimpleUploadedFile("eleves.csv", b"nom_famille;prenoms;ine;date_naissance;etablissement\n")
    demande = client.post(adresse, {"source": "HORS_BEE", "fichier": fichier}, headers=entetes(chef))
    assert (demande.status_code, Traitement.objects.get().objet) == (202, f"eleves:{etablissement.uai}")
    mauvais = SimpleUploadedFile("eleves.exe", b"MZ\0\0")
    refus = client.post(adresse, {"source": "HORS_BEE", "fichier": mauvais}, headers=entetes(chef))
    assert refus.status_code == 400
    Eleve.objects.create(
        uai=etablissement.uai, ine="123456789AB", nom="SAPIN", prenoms="Zoé", date_naissance="2009-01-01",
        source="BEE", importe_le=timezone.now(),
    )  # fmt: skip
    assert [eleve["nom"] for eleve in client.get(adresse, headers=entetes(chef)).json()] == ["SAPIN"]
    for verbe in (client.get, client.post):
        assert verbe(adresse, headers=entetes(un_chef())).status_code == 404
        assert verbe(adresse, headers=entetes(un_gestionnaire())).status_code == 403
