"""API-01: jobs over the API, within the token's profil and perimeter."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from santorin.comptes.models import Habilitation, Jeton
from santorin.traitements.models import Document, EtatTraitement, Ligne
from tests.fabriques import un_gestionnaire, un_traitement, une_academie

pytestmark = pytest.mark.django_db


def entete(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def traitement():
    return un_traitement(demande_par=un_gestionnaire(), academie=une_academie())


@pytest.mark.exigence("API-01", "TRA-01")
def test_un_jeton_suit_le_traitement_de_son_perimetre(client, traitement):
    Ligne.objects.create(traitement=traitement, le=timezone.now(), texte="Édition des PVI")
    adresse = reverse("traitements_api:suivi", args=[traitement.uuid])
    lu = client.get(adresse, headers=entete(traitement.demande_par)).json()
    assert lu["traitement"]["etat"] == "demande"
    assert [ligne["texte"] for ligne in lu["lignes"]] == ["Édition des PVI"]


@pytest.mark.exigence("API-01")
def test_sans_jeton_401_hors_perimetre_404(client, traitement):
    adresse = reverse("traitements_api:suivi", args=[traitement.uuid])
    assert client.get(adresse).status_code == 401
    voisin = un_gestionnaire(une_academie(code="A15"))
    assert client.get(adresse, headers=entete(voisin)).status_code == 404


@pytest.mark.exigence("API-01")
def test_annuler_puis_annuler_encore_est_refuse_avec_sa_phrase(client, traitement):
    adresse = reverse("traitements_api:annuler", args=[traitement.uuid])
    entetes = entete(traitement.demande_par)
    assert client.post(adresse, headers=entetes).json()["etat"] == EtatTraitement.ANNULE
    encore = client.post(adresse, headers=entetes)
    assert (encore.status_code, encore.json()["message"]) == (
        409,
        "Ce traitement est terminé ou déjà annulé.",
    )


@pytest.mark.exigence("API-01", "SEC-02")
def test_un_jeton_recoit_les_documents_de_son_perimetre_et_reprend_ou_il_etait(client, traitement):
    piece = Document(traitement=traitement, nom="Feuilles.pdf", type="application/pdf", taille=8)
    piece.fichier.save("Feuilles.pdf", ContentFile(b"%PDF-1.7"))
    entetes = entete(traitement.demande_par)
    suivi = client.get(reverse("traitements_api:suivi", args=[traitement.uuid]), headers=entetes).json()
    adresse = reverse("traitements_api:document", args=[suivi["documents"][0]["uuid"]])
    recu = client.get(adresse, headers=entetes)
    assert (recu.status_code, b"".join(recu)) == (200, b"%PDF-1.7")
    suite = client.get(adresse, headers=entetes | {"Range": "bytes=5-"})
    assert (suite.status_code, b"".join(suite)) == (206, b"1.7")
    assert client.get(adresse).status_code == 401
    assert client.get(adresse, headers=entete(un_gestionnaire(une_academie(code="A15")))).status_code == 404


@pytest.mark.exigence("API-01", "TRA-01")
def test_un_traitement_inacheve_se_relance_et_un_autre_non(client, traitement):
    adresse, entetes = (
        reverse("traitements_api:relancer", args=[traitement.uuid]),
        entete(traitement.demande_par),
    )
    assert client.post(adresse, headers=entetes).status_code == 409
    type(traitement).objects.filter(pk=traitement.pk).update(etat=EtatTraitement.ECHOUE, fin=timezone.now())
    relance = client.post(adresse, headers=entetes)
    assert (relance.status_code, relance.json()["etat"]) == (202, EtatTraitement.DEMANDE)
    voisin = entete(un_gestionnaire(une_academie(code="A15")))
    assert client.post(adresse, headers=voisin).status_code == 404


@pytest.mark.exigence("API-01")
def test_l_interface_est_decrite(client):
    schema = client.get(reverse("api:schema"), headers={"Accept": "application/vnd.oai.openapi+json"})
    assert schema.status_code == 200
    assert "traitement_suivre" in schema.text


@pytest.mark.exigence("API-01", "TRA-01")
def test_la_liste_va_du_plus_recent_au_plus_ancien_et_se_poursuit(client, traitement):
    second = un_traitement(demande_par=traitement.demande_par, academie=traitement.academie)
    adresse, jeton = reverse("traitements_api:liste"), entete(traitement.demande_par)
    uuids = [lu["uuid"] for lu in client.get(adresse, headers=jeton).json()]
    assert uuids == [str(second.uuid), str(traitement.uuid)]
    suite = client.get(adresse, {"apres": second.uuid}, headers=jeton).json()
    assert [lu["uuid"] for lu in suite] == [str(traitement.uuid)]
    assert client.get(adresse, {"apres": "x"}, headers=jeton).status_code == 404


@pytest.mark.exigence("API-01", "SEC-02")
def test_un_jeton_ne_voit_pas_ce_que_la_personne_a_demande_sous_un_autre_profil(client, traitement):
    personne = traitement.demande_par
    etroite = Habilitation.objects.create(utilisateur=personne, profil="correcteur")
    _, secret = Jeton.creer(etroite, libelle="correcteur", le=timezone.now())
    jeton = {"Authorization": f"Bearer {secret}"}
    assert client.get(reverse("traitements_api:liste"), headers=jeton).json() == []
    for nom in ("suivi", "annuler", "relancer"):
        adresse = reverse(f"traitements_api:{nom}", args=[traitement.uuid])
        envoi = client.get if nom == "suivi" else client.post
        assert envoi(adresse, headers=jeton).status_code == 404


@pytest.mark.exigence("API-01")
def test_la_description_de_l_interface_est_valide(tmp_path):
    fichier = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(fichier))
    assert fichier.read_text().startswith("openapi: 3.1")
