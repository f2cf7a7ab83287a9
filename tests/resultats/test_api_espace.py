"""API-01: the candidate's own space with a token, and those who open it (RES-08, RES-09)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resultats.models import Coupon, DelaiSignalement, NatureService
from santorin.copies.models import SignalementCandidat
from santorin.traitements.models import Traitement
from tests.consultation.test_acces import lire
from tests.fabriques import un_chef, un_gestionnaire, une_academie
from tests.fabriques.espace import un_admis, un_compte_de_candidat
from tests.fabriques.referentiel import un_examen
from tests.fabriques.resultats import des_candidatures, des_resultats
from tests.resultats.essai_releves import Ecole
from tests.resultats.test_api_etablissement import envoyer, jeton
from tests.resultats.test_espace import publiee

__all__ = ["publiee"]

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01", "RES-09")]
API = "/api/v1/espace-candidat/"


def adresses(candidature):
    base = f"{API}resultats/{candidature.pk}"
    return [base, f"{base}/fiche", f"{base}/releves", f"{base}/copies"]


def test_le_candidat_lit_son_resultat_et_sa_fiche():
    resultat, compte = un_admis(mention="Mention bien", affichage="14,25")
    client = jeton(compte)
    [inscription] = client.get(f"{API}inscriptions").json()
    assert (inscription["id"], inscription["resultats_publies"]) == (resultat.candidature_id, True)
    lu, fiche, releves, copies = [client.get(adresse).json() for adresse in adresses(resultat.candidature)]
    assert (lu["decision"], lu["mention"], lu["moyenne_ou_total"]) == ("Admis", "Mention bien", "14,25")
    assert [epreuve["note"] for epreuve in lu["epreuves"]] == ["12", "9,5"]
    assert fiche[0]["titre"]
    assert releves == copies == []


@pytest.mark.exigence("RES-08")
def test_avant_l_ouverture_son_resultat_est_comme_un_numero_inconnu():
    resultat, compte = un_admis(ouvert=False)
    autre = des_resultats(1)[0]
    client = jeton(compte)
    inconnu = client.get(f"{API}resultats/999999999")
    for cible in (resultat.candidature, autre.candidature):
        for adresse in adresses(cible):
            reponse = client.get(adresse)
            assert (reponse.status_code, reponse.content) == (404, inconnu.content)
    assert client.get(f"{API}inscriptions").json()[0]["resultats_publies"] is False


@pytest.mark.exigence("RES-08")
def test_le_resultat_d_un_autre_404_les_autres_profils_403_sans_jeton_401(client):
    resultat, _ = un_admis()
    voisin = jeton(un_compte_de_candidat(des_resultats(1)[0].candidature))
    for adresse in adresses(resultat.candidature):
        assert voisin.get(adresse).status_code == 404
        assert client.get(adresse).status_code == 401
        for autre in (un_gestionnaire(), un_chef()):
            assert jeton(autre).get(adresse).status_code == 403


@pytest.mark.exigence("RES-08", "HAR-11")
def test_un_presume_fraudeur_lit_une_phrase_neutre_et_rien_d_autre():
    resultat, compte = un_admis(fraude_presumee=True, mention="Mention bien")
    client = jeton(compte)
    lu, fiche, releves, copies = [client.get(adresse) for adresse in adresses(resultat.candidature)]
    assert lu.json()["message"].startswith("Votre situation est en cours d’examen")
    assert (lu.json()["decision"], lu.json()["epreuves"], lu.json()["version"]) == ("", [], None)
    assert (fiche.status_code, releves.json(), copies.json()) == (404, [], [])


@pytest.mark.exigence("RES-06")
def test_le_candidat_prend_ses_releves_par_la_porte_de_tous():
    ecole = Ecole(2)
    ecole.publier()
    sien, autre = ecole.candidatures
    client = jeton(un_compte_de_candidat(sien))
    pdf = f"/api/v1/releves/{sien.releves.get().pk}/pdf/"
    assert client.get(pdf).status_code == 404
    ecole.ouvrir(NatureService.CANDIDATS)
    [document] = client.get(adresses(sien)[2]).json()
    assert f"/api/v1/releves/{document['id']}/pdf/" == pdf
    assert lire(client.get(pdf))[:5] == b"%PDF-"
    assert client.get(f"/api/v1/releves/{autre.releves.get().pk}/pdf/").status_code == 404


def test_le_candidat_signale_sa_copie(publiee):
    client = jeton(publiee.compte)
    [copie] = client.get(adresses(publiee.candidature)[3]).json()
    assert (copie["cle"], copie["obstacle"]) == (str(publiee.copie.cle), None)
    assert lire(client.get(f"/api/v1/copies/{copie['cle']}/pdf/"))[:5] == b"%PDF-"
    adresse = f"{adresses(publiee.candidature)[3]}/{copie['cle']}/signalements"
    for faute in ({}, {"defaut": "identite"}, {"defaut": "illisible", "page": 3}):
        assert envoyer(client, "post", adresse, faute).status_code == 400
    envoi = {"defaut": "illisible", "page": 2, "precision": "Le bas est coupé."}
    assert envoyer(client, "post", adresse, envoi).status_code == 201
    assert envoyer(client, "post", adresse, envoi).status_code == 409
    assert SignalementCandidat.objects.get().page == 2
    [suivi] = client.get(f"{API}signalements").json()
    assert (suivi["precision"], suivi["reponse"]) == ("Le bas est coupé.", "")
    autre, compte = un_admis(ouvert=False)
    etranger = f"{adresses(autre.candidature)[3]}/{copie['cle']}/signalements"
    assert envoyer(jeton(compte), "post", etranger, envoi).status_code == 404


def test_l_academie_et_l_etablissement_ouvrent_les_acces():
    ecole = Ecole(2)
    base, candidature = f"{API}acces/BCP/2027-06/A14", ecole.candidatures[0]
    chef, gestionnaire = jeton(ecole.chef), jeton(ecole.gestionnaire)
    [vu] = chef.get(f"{API}acces").json()
    assert (vu["candidats"], vu["comptes"], vu["coupons"]) == (2, 0, 0)
    # Two people print at once: each its own candidates.
    for client in (chef, gestionnaire):
        assert envoyer(client, "post", f"{base}/coupons").status_code == 202
    assert Traitement.objects.count() == 2
    assert envoyer(chef, "post", f"{base}/coupons").status_code == 409
    pdf = envoyer(chef, "post", f"{API}acces/candidats/{candidature.pk}/coupon")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    [trouve] = chef.get(f"{base}/candidats", {"q": candidature.numero}).json()
    assert trouve["coupon_en_cours"] is True
    revocation = f"{API}acces/candidats/{candidature.pk}/revocation"
    assert envoyer(chef, "post", revocation, {"motif": "x"}).status_code == 400
    assert envoyer(chef, "post", revocation, {"motif": "Coupon perdu"}).status_code == 204
    assert Coupon.objects.get().revoque_le
    demain = (timezone.now() + timedelta(days=1)).isoformat()
    assert envoyer(gestionnaire, "put", f"{base}/delai", {"jusqu_au": demain}).status_code == 200
    assert DelaiSignalement.objects.exists()
    assert envoyer(gestionnaire, "post", f"{base}/pages").status_code == 202
    for suite, methode in (("/delai", "put"), ("/pages", "post")):
        assert envoyer(chef, methode, f"{base}{suite}", {"jusqu_au": demain}).status_code == 403
    voisin = jeton(un_gestionnaire(une_academie(code="A15")))
    for methode, adresse in (
        ("post", f"{base}/coupons"), ("get", f"{base}/candidats"), ("put", f"{base}/delai"), ("post", f"{base}/pages"),
        ("post", revocation), ("post", f"{API}acces/candidats/{candidature.pk}/coupon"),
    ):  # fmt: skip
        assert (
            envoyer(voisin, methode, adresse, {"jusqu_au": demain, "motif": "assez long"}).status_code == 404
        )
    assert voisin.get(f"{API}acces").json() == []


def test_les_inscriptions_coutent_autant_pour_trois_que_pour_une(django_assert_num_queries):
    resultat, compte = un_admis()
    client = jeton(compte)
    client.get(f"{API}inscriptions")
    with django_assert_num_queries(4):
        client.get(f"{API}inscriptions")
    for examen in ("BCG", "BTN"):
        un_examen(examen)
        des_candidatures(1, numero=resultat.candidature.numero, examen=examen, epreuves=(("E1", "Français"),))
    with django_assert_num_queries(4):
        client.get(f"{API}inscriptions")
