"""TRA-01 on screen: the report, its live fragment, the buttons, the documents, and who may see them."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from santorin.traitements.models import Document, EtatTraitement, Ligne, Traitement
from tests.fabriques import (
    un_correcteur,
    un_correcteur_connecte,
    un_gestionnaire,
    un_traitement,
    une_academie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def traitement():
    academie = une_academie()
    return un_traitement(demande_par=un_gestionnaire(academie), academie=academie)


def adresse(nom, traitement):
    return reverse(f"traitements:{nom}", args=[traitement.uuid])


@pytest.mark.exigence("TRA-01")
def test_le_compte_rendu_dit_ou_en_est_le_traitement(client_de, traitement):
    Ligne.objects.create(traitement=traitement, le=timezone.now(), texte="DEBUT PVI pour le jury 31202")
    page = client_de(traitement.demande_par).get(adresse("detail", traitement))
    assert "Clôture de l&#x27;épreuve" in page.text
    assert "DEBUT PVI pour le jury 31202" in page.text
    assert "hx-get" in page.text


@pytest.mark.exigence("TRA-01")
def test_un_traitement_fini_ne_se_rafraichit_plus(client_de, traitement):
    Traitement.objects.filter(pk=traitement.pk).update(etat=EtatTraitement.REUSSI, fin=timezone.now())
    page = client_de(traitement.demande_par).get(adresse("suivi", traitement))
    assert "Le traitement s’est bien déroulé." in page.text
    assert "hx-get" not in page.text


@pytest.mark.parametrize("nom", ["detail", "suivi"])
def test_un_voisin_ne_le_voit_pas(client_de, traitement, nom):
    voisin = un_gestionnaire(une_academie(code="A15"))
    assert client_de(voisin).get(adresse(nom, traitement)).status_code == 404


def test_un_collegue_de_l_academie_le_voit(client_de, traitement):
    collegue = un_gestionnaire(une_academie())
    assert client_de(collegue).get(adresse("detail", traitement)).status_code == 200


@pytest.mark.parametrize("nom", ["annuler", "relancer"])
def test_un_voisin_ne_l_annule_ni_ne_le_relance(client_de, traitement, nom):
    voisin = un_correcteur_connecte(un_correcteur())
    assert client_de(voisin).post(adresse(nom, traitement)).status_code == 404


@pytest.mark.exigence("TRA-01")
def test_annuler_depuis_l_ecran(client_de, traitement):
    client_de(traitement.demande_par).post(adresse("annuler", traitement))
    traitement.refresh_from_db()
    assert traitement.etat == EtatTraitement.ANNULE


@pytest.mark.exigence("TRA-01", "SEC-02")
def test_le_document_se_telecharge_dans_le_perimetre_seulement(client_de, traitement):
    document = Document(traitement=traitement, nom="PV des admis.pdf", type="application/pdf", taille=2)
    document.fichier.save("x", ContentFile(b"PV"))
    adresse_du_document = document.url
    reponse = client_de(traitement.demande_par).get(adresse_du_document)
    assert b"".join(reponse.streaming_content) == b"PV"
    assert "attachment" in reponse["Content-Disposition"]
    assert client_de(un_gestionnaire(une_academie(code="A15"))).get(adresse_du_document).status_code == 404


@pytest.mark.exigence("TRA-01")
@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_coute_le_meme_nombre_de_requetes(client_de, django_assert_num_queries, nombre):
    academie = une_academie()
    auteur = un_gestionnaire(academie)
    for _ in range(nombre):
        un_traitement(demande_par=auteur, academie=academie)
    client = client_de(auteur)
    with django_assert_num_queries(4):
        page = client.get(reverse("traitements:liste"))
    assert len(page.context["traitements"]) == nombre


@pytest.mark.exigence("TRA-01")
def test_la_liste_va_de_page_en_page(client_de):
    academie = une_academie()
    auteur = un_gestionnaire(academie)
    for _ in range(51):
        un_traitement(demande_par=auteur, academie=academie)
    page = client_de(auteur).get(reverse("traitements:liste"))
    suite = client_de(auteur).get(reverse("traitements:liste"), {"apres": page.context["suivant"]})
    assert (len(page.context["traitements"]), len(suite.context["traitements"])) == (50, 1)
