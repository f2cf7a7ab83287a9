"""The screens of the numérisation: their owner, a colleague without the right, a neighbour."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from santorin.copies.models import Composition, Copie, Page
from santorin.numerisation.etats import EtatLiasse
from santorin.numerisation.models import Liasse, PageNonRendue
from santorin.numerisation.processus import numerisation
from santorin.traitements.models import Traitement
from tests.fabriques import (
    un_coordinateur,
    un_gestionnaire,
    un_lot,
    une_academie,
    une_composition,
    une_correction,
    une_epreuve,
)
from tests.numerisation.conftest import DPI, pages_de
from tests.numerisation.scans import jpeg, pdf_de_jpegs

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_gestionnaire(client_de, gestionnaire):
    return client_de(gestionnaire)


@pytest.fixture
def liasse(deposer, feuilles, compositions):
    """Two candidates scanned; a page of the first twice, one of the second missing; the third blank."""
    un, deux = (feuilles[composition] for composition in compositions[:2])
    encore = un[1].rotate(1, fillcolor=255)
    return deposer(pdf_de_jpegs([jpeg(image, DPI) for image in (un[1], un[2], encore, deux[1])], dpi=DPI))[0]


def _adresses(epreuve, liasse):
    page = liasse.pages_lues.first()
    racine = f"/numerisation/epreuves/{epreuve.pk}/"
    return [
        racine,
        f"{racine}feuilles/",
        f"{racine}anomalies/",
        f"{racine}anomalies/?genre=doublon",
        f"{racine}copies/",
        f"{racine}rapprochement/",
        f"/numerisation/liasses/{liasse.cle}/",
        f"/numerisation/liasses/{liasse.cle}/suivi/",
        f"/numerisation/pages/{page.cle}/",
        f"/numerisation/pages/{page.cle}/image/",
    ]


@pytest.mark.exigence("NUM-01", "ACC-01")
def test_chaque_ecran_s_ouvre_a_son_gestionnaire_et_a_lui_seul(client_de, gestionnaire, epreuve, liasse):
    voisin = un_gestionnaire(une_academie(code="15"))
    for adresse in _adresses(epreuve, liasse):
        assert client_de(gestionnaire).get(adresse).status_code == 200
        assert client_de(un_coordinateur(epreuve)).get(adresse).status_code == 403
        assert client_de(voisin).get(adresse).status_code == 404


@pytest.mark.exigence("NUM-01")
def test_l_image_d_une_page_est_servie_telle_qu_elle_fut_recue(
    client_gestionnaire, liasse, feuilles, compositions
):
    page = liasse.pages_lues.first()
    reponse = client_gestionnaire.get(f"/numerisation/pages/{page.cle}/image/")
    assert reponse.content == jpeg(feuilles[compositions[0]][1], DPI)
    assert reponse["Content-Type"] == "image/jpeg"


@pytest.mark.exigence("NUM-01")
def test_une_anomalie_se_traite_de_l_ecran(client_gestionnaire, epreuve, liasse, compositions):
    (page,) = liasse.pages_lues.en_anomalie()
    adresse = f"/numerisation/pages/{page.cle}/"
    ecran = client_gestionnaire.get(adresse).content.decode()
    assert "Page en double" in ecran
    assert "Une autre image occupe déjà cette place." in ecran
    assert f"/numerisation/pages/{liasse.pages_lues.first().cle}/image/" in ecran
    donnees = {"anonymat": compositions[0].anonymat, "numero": "1", "rotation": "90"}
    reponse = client_gestionnaire.post(f"{adresse}affecter/", donnees)
    assert reponse["Location"] == f"/numerisation/epreuves/{epreuve.pk}/anomalies/"
    pages = Page.objects.filter(copie__composition=compositions[0], numero=1).order_by("pk")
    assert [(p.rotation, p.remplacee_le is None) for p in pages] == [(0, False), (90, True)]


@pytest.mark.exigence("NUM-01")
def test_une_place_prise_ne_se_remplace_pas_par_une_faute_de_frappe(
    client_gestionnaire, liasse, compositions
):
    (page,) = liasse.pages_lues.en_anomalie()
    adresse = f"/numerisation/pages/{page.cle}/"
    donnees = {"anonymat": compositions[1].anonymat, "numero": 1, "rotation": 0}
    rendue = client_gestionnaire.post(f"{adresse}affecter/", donnees)
    assert "est déjà numérisée\u00a0: vérifiez les numéros" in rendue.content.decode()
    assert rendue.context["affectation"]["numero"].value() == "1"
    assert client_gestionnaire.get(f"{adresse}affecter/")["Location"] == adresse
    places = Page.objects.filter(copie__composition=compositions[1], numero=1).order_by("pk")
    assert [posee.remplacee_le is None for posee in places] == [True]
    assert client_gestionnaire.post(f"{adresse}affecter/", donnees | {"remplace": "on"}).status_code == 302
    assert [posee.remplacee_le is None for posee in places.all()] == [False, True]


@pytest.mark.exigence("NUM-01")
def test_ecarter_sans_motif_est_refuse_avec_sa_phrase(client_gestionnaire, liasse):
    (page,) = liasse.pages_lues.en_anomalie()
    reponse = client_gestionnaire.post(f"/numerisation/pages/{page.cle}/ecarter/", {"motif": ""})
    assert reponse.status_code == 409
    assert "Donnez le motif" in reponse.content.decode()
    assert (
        client_gestionnaire.post(
            f"/numerisation/pages/{page.cle}/ecarter/", {"motif": "Deux fois"}
        ).status_code
        == 302
    )
    assert not liasse.pages_lues.en_anomalie().exists()


@pytest.mark.exigence("NUM-02")
def test_l_echantillon_se_verifie_page_apres_page_puis_la_liasse_s_accepte(client_gestionnaire, liasse):
    adresse = f"/numerisation/liasses/{liasse.cle}/"
    assert "à vérifier à l’œil" in client_gestionnaire.get(adresse).content.decode()
    assert client_gestionnaire.post(f"{adresse}accepter/").status_code == 409
    for page in liasse.pages_lues.a_voir():
        reponse = client_gestionnaire.post(f"/numerisation/pages/{page.cle}/juger/", {"conforme": "oui"})
    assert reponse["Location"] == adresse
    assert client_gestionnaire.post(f"{adresse}accepter/").status_code == 302
    liasse.refresh_from_db()
    assert liasse.etat == EtatLiasse.ACCEPTEE


@pytest.mark.exigence("NUM-01")
def test_une_page_manquante_s_admet_de_l_ecran(client_gestionnaire, epreuve, liasse, compositions):
    adresse = f"/numerisation/epreuves/{epreuve.pk}/copies/"
    assert "2 sur 2" in client_gestionnaire.get(adresse).content.decode()
    copie = compositions[1].copie
    client_gestionnaire.post(f"{adresse}{copie.pk}/pages/2/admettre/", {"motif": "Non rendue"})
    assert PageNonRendue.objects.get().copie == copie
    assert "Aucune page ne manque" in client_gestionnaire.get(adresse).content.decode()


@pytest.mark.exigence("NUM-03")
def test_une_copie_blanche_se_confirme_de_l_ecran(client_gestionnaire, epreuve, deposer):
    vide = une_composition(epreuve)
    images = pages_de(epreuve, vide, lignes=0).values()
    deposer(pdf_de_jpegs([jpeg(image, DPI) for image in images], dpi=DPI))
    adresse = f"/numerisation/epreuves/{epreuve.pk}/copies/"
    assert vide.anonymat in client_gestionnaire.get(adresse).content.decode()
    client_gestionnaire.post(f"{adresse}{vide.copie.pk}/blanche/")
    vide.copie.refresh_from_db()
    assert vide.copie.blanche
    assert "Copies déclarées blanches" in client_gestionnaire.get(adresse).content.decode()
    client_gestionnaire.post(f"{adresse}{vide.copie.pk}/non-blanche/")
    vide.copie.refresh_from_db()
    assert not vide.copie.blanche


@pytest.mark.exigence("NUM-01")
def test_les_anomalies_de_l_absent_et_du_lot_verrouille_disent_ou_aller(
    client_gestionnaire, epreuve, deposer, feuilles, compositions
):
    Composition.objects.filter(pk=compositions[0].pk).update(emargement="absent")
    une_correction(Copie.objects.create(composition=compositions[1]), un_lot(epreuve, etat="verrouille"))
    images = [feuilles[compositions[rang]][1] for rang in (0, 1)]
    liasse, _ = deposer(pdf_de_jpegs([jpeg(image, DPI) for image in images], dpi=DPI))
    absent, verrouillee = liasse.pages_lues.en_anomalie().order_by("rang")
    ecran = client_gestionnaire.get(f"/numerisation/pages/{absent.cle}/").content.decode()
    assert f"/preparation/candidats/{compositions[0].pk}/" in ecran
    ecran = client_gestionnaire.get(f"/numerisation/pages/{verrouillee.cle}/").content.decode()
    assert f"/correction/epreuves/{epreuve.pk}/lots/" in ecran
    onglets = client_gestionnaire.get(f"/numerisation/epreuves/{epreuve.pk}/anomalies/").content.decode()
    assert "Toutes (2)" in onglets
    assert "Copie d’un absent (1)" in onglets
    assert "Code non lu" not in onglets


@pytest.mark.exigence("NUM-01", "ACC-01", "SEC-01")
def test_les_pages_d_une_autre_epreuve_suivent_de_l_ecran(
    client_de, gestionnaire, epreuve, deposer, feuilles
):
    autre = une_epreuve(code="E52", academie=epreuve.academie)
    lointaine = une_epreuve(code="E53", academie=une_academie(code="15"))
    pages = [feuilles[composition][1] for composition in feuilles][:1]
    pages += [pages_de(e, une_composition(e))[1] for e in (autre, lointaine)]
    liasse, _ = deposer(pdf_de_jpegs([jpeg(image, DPI) for image in pages], dpi=DPI))
    client, adresse = client_de(gestionnaire), f"/numerisation/liasses/{liasse.cle}/"
    ecran = client.get(adresse).content.decode()
    assert f"1\u00a0page est à faire suivre dans l’épreuve «\u00a0{autre}\u00a0»." in ecran
    assert "1\u00a0page est d’une épreuve hors de votre périmètre" in ecran
    assert str(lointaine) not in ecran
    la, ailleurs = liasse.pages_lues.etrangeres().order_by("rang")
    lue = client.get(f"/numerisation/pages/{la.cle}/").content.decode()
    assert f"épreuve «\u00a0{autre}\u00a0», copie" in lue
    hors = client.get(f"/numerisation/pages/{ailleurs.cle}/").content.decode()
    assert "une épreuve hors de votre périmètre" in hors
    assert "pour faire suivre" not in hors
    envoi = f"{adresse}faire-suivre/{autre.pk}/"
    assert client_de(un_coordinateur(epreuve)).post(envoi).status_code == 403
    assert client_de(un_gestionnaire(une_academie(code="16"))).post(envoi).status_code == 404
    assert client.post(f"{adresse}faire-suivre/{lointaine.pk}/").status_code == 404
    assert client.get(envoi).status_code == 405
    suite = Liasse.objects.filter(epreuve=autre)
    assert not suite.exists()
    reponse = client.post(envoi, follow=True)
    assert reponse.redirect_chain[-1][0] == f"/numerisation/liasses/{suite.get().cle}/"
    assert f"1\u00a0page envoyée dans l’épreuve «\u00a0{autre}\u00a0»." in reponse.content.decode()
    assert client.post(envoi).status_code == 409


@pytest.mark.exigence("NUM-03")
def test_le_rapprochement_dit_qui_manque(client_gestionnaire, epreuve, liasse, compositions):
    une_composition(epreuve, emargement="non_emarge")
    une_composition(epreuve, emargement="absent")
    page = client_gestionnaire.get(f"/numerisation/epreuves/{epreuve.pk}/rapprochement/")
    lu = page.context["rapprochement"]
    assert [(ligne.avec, ligne.sans, ligne.ecart) for ligne in lu.lignes] == [(2, 1, 1), (0, 1, 0), (0, 1, 1)]
    assert {composition.emargement for composition in lu.ecarts} == {"present", "non_emarge"}


@pytest.mark.exigence("NUM-01", "ACC-03")
def test_un_envoi_sans_javascript_est_recu_de_meme(client_gestionnaire, epreuve, feuilles, compositions):
    octets = pdf_de_jpegs([jpeg(feuilles[compositions[0]][1], DPI)], dpi=DPI)
    adresse = f"/numerisation/epreuves/{epreuve.pk}/deposer/"
    fichier = SimpleUploadedFile("scan.pdf", octets)
    reponse = client_gestionnaire.post(adresse, {"fichier": fichier, "remplace": "on"})
    liasse = Liasse.objects.get()
    assert reponse["Location"] == f"/numerisation/liasses/{liasse.cle}/"
    assert (liasse.etat, liasse.remplace, liasse.recus) == (EtatLiasse.LECTURE, True, len(octets))
    encore = client_gestionnaire.post(adresse, {"fichier": SimpleUploadedFile("autre.pdf", octets)})
    assert encore["Location"] == reponse["Location"]
    refusee = client_gestionnaire.post(adresse, {"fichier": SimpleUploadedFile("x.pdf", b"bonjour")})
    assert "ni un PDF ni un ZIP" in refusee.content.decode()
    assert Liasse.objects.get(etat=EtatLiasse.REFUSEE).motif == "Ce n’est ni un PDF ni un ZIP d’images."


@pytest.mark.exigence("PRE-03")
def test_les_feuilles_se_demandent_pour_une_division(client_gestionnaire, epreuve, compositions):
    adresse = f"/numerisation/epreuves/{epreuve.pk}/feuilles/"
    reponse = client_gestionnaire.post(adresse, {"pages": "4", "division": "TCOM1"})
    traitement = Traitement.objects.get()
    assert reponse["Location"] == traitement.get_absolute_url()
    assert (traitement.parametres["pages"], traitement.parametres["division"]) == (4, "TCOM1")
    assert client_gestionnaire.post(adresse, {"pages": "99", "division": ""}).status_code == 200


@pytest.mark.exigence("ACC-01")
@pytest.mark.parametrize("nombre", [1, 3])
def test_le_tableau_de_bord_coute_le_meme_nombre_de_requetes(django_assert_num_queries, nombre):
    academie = une_academie()
    gestionnaire = un_gestionnaire(academie)
    for _ in range(nombre):
        une_composition(une_epreuve(academie=academie))
    assert gestionnaire.habilitations_actives
    with django_assert_num_queries(4):
        assert len(numerisation(gestionnaire)) == nombre
