"""Chapter 6 of « Gérer les résultats », played in a browser, and the public check of a document (RES-04 to RES-07)."""

from datetime import date, timedelta

import pypdf
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cyclades.models import Candidature
from resultats import sceau
from resultats.models import Generation, Releve
from tests.resultats.essai_releves import Ecole

pytestmark = pytest.mark.django_db(transaction=True)

SANS_JAVASCRIPT = pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
ELEVES = (("01843006787", "TEST", "Erwan"), ("01917021709", "TEST", "Henri"), ("01921021719", "ABAC", "Bart"))
FERME = "Le service de publication des résultats aux établissements n’est pas ouvert."


def l_ecole_du_document():
    """The three pupils of the document, « 001 Version 03 », with a result each."""
    ecole = Ecole(3, inscription="001", date_naissance=date(2001, 1, 1), division="3A")
    for candidature, (numero, nom, prenoms) in zip(ecole.candidatures, ELEVES, strict=True):
        Candidature.objects.filter(pk=candidature.pk).update(
            numero=numero, nom=nom, prenoms=prenoms, version=3
        )
        candidature.inscriptions.update(recherche=f"{nom}  {prenoms.upper()} {numero}")
    return ecole


def lignes_du_tableau(page):
    """What is seen in each row; the name that follows the number is for screen readers."""
    rangees = page.get_by_role("row").all()[1:]
    return [
        tuple(cellule.inner_text().partition("\n")[0] for cellule in rangee.locator("th, td").all())
        for rangee in rangees
    ]


@pytest.mark.exigence("RES-04", "RES-05", "RES-06", "RES-08")
@pytest.mark.usefixtures("serveur_celery")
def test_chapitre_6_de_la_generation_au_telechargement(page, axe, capture, connecter, tmp_path):
    ecole = l_ecole_du_document()
    _le_gestionnaire_genere_et_publie_pour_demain(page, axe, capture, connecter, ecole)
    _l_etablissement_voit_l_annonce_sans_document(page, axe, capture, connecter, ecole)
    _le_gestionnaire_avance_la_date(page, connecter, ecole)
    _l_etablissement_prend_le_releve(page, capture, connecter, ecole, tmp_path)
    _en_masse_quand_le_service_ouvre(page, axe, capture, ecole, tmp_path)


def _le_gestionnaire_genere_et_publie_pour_demain(page, axe, capture, connecter, ecole):
    connecter(ecole.gestionnaire)
    page.goto(f"/resultats/gestion/{ecole.cadre.cle}/")
    page.get_by_role("link", name="Générer et publier les relevés de notes").click()
    axe(page)
    page.get_by_role("button", name="Générer les relevés de notes").click()
    expect(page.get_by_text("Le traitement s’est bien déroulé.")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("3\u00a0relevés de notes générés.")).to_be_visible()
    page.goto(f"/resultats/gestion/{ecole.cadre.cle}/releves/")
    capture("releves-cadre")
    expect(page.get_by_text("il n’y a rien à générer")).to_be_visible()
    page.get_by_role("link", name="n° ").click()
    axe(page)
    capture("releves-generation")
    demain = timezone.localtime() + timedelta(days=1)
    page.get_by_label("Disponible le").fill(demain.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Publier les relevés de notes").click()
    page.get_by_role("dialog").get_by_role("button", name="Publier les relevés de notes").click()
    expect(page.get_by_text("Les relevés de notes sont publiés.")).to_be_visible()
    expect(page.get_by_text("Publiée, pas encore disponible")).to_be_visible()


def _l_etablissement_voit_l_annonce_sans_document(page, axe, capture, connecter, ecole):
    connecter(ecole.chef)
    page.goto("/resultats/releves/")
    page.get_by_label("Nom de famille").fill("test")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("link", name="Rafraîchir").click()
    page.get_by_role("link", name="Numéro candidat").click()
    assert lignes_du_tableau(page) == [
        (numero, "001 Version 03", nom, prenoms, "01/01/2001") for numero, nom, prenoms in ELEVES
    ]
    expect(page.get_by_text("Affichage de l’élément 1 à 3 sur 3 élément(s)")).to_be_visible()
    axe(page)
    capture("releves-recherche")
    # The link spreads over its whole row.
    page.get_by_role("cell", name="Bart").click(force=True)
    titre = "Liste des documents publiés pour la candidature n° 01921021719 - 001"
    expect(page.get_by_role("heading", name=titre)).to_be_visible()
    expect(page.get_by_text("Relevé de Notes : Version n°1 mis à jour le")).to_be_visible()
    expect(page.get_by_text("Disponible à partir du")).to_be_visible()
    assert page.get_by_role("link", name="Relevé de Notes").count() == 0
    axe(page)
    capture("releves-annonce")


def _le_gestionnaire_avance_la_date(page, connecter, ecole):
    connecter(ecole.gestionnaire)
    page.goto(f"/resultats/gestion/generations/{Generation.objects.get().pk}/")
    page.get_by_label("Disponible le").fill(timezone.localtime().strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Enregistrer la date").click()
    expect(page.get_by_text("La nouvelle date est enregistrée.")).to_be_visible()


def _l_etablissement_prend_le_releve(page, capture, connecter, ecole, tmp_path):
    connecter(ecole.chef)
    page.goto("/resultats/releves/")
    page.get_by_text("Voir plus de critères de recherche").click()
    page.get_by_label("Numéro candidat").fill("01921021719")
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("link", name="ABAC Bart").click()
    jour = timezone.localdate().strftime("%d/%m/%Y")
    lien = f"Relevé de Notes : Version n°1 mis à jour le {jour} (publié par le Service Examens et Concours)"
    capture("releves-disponible")
    for _ in range(2):
        with page.expect_download() as telechargement:
            page.get_by_role("link", name=lien).click()
    assert telechargement.value.suggested_filename == "RLN_ABAC_Bart_01921021719-001_V1.pdf"
    telechargement.value.save_as(tmp_path / "releve.pdf")
    texte = pypdf.PdfReader(tmp_path / "releve.pdf").pages[0].extract_text()
    assert all(mot in texte for mot in ("ABAC", "Bart", "01921021719", "Admis", "Économie-gestion"))
    # The way back keeps the search.
    page.get_by_role("navigation", name="Vous êtes ici").get_by_role(
        "link", name="Relevés de notes d’un élève"
    ).click()
    expect(page.get_by_label("Numéro candidat")).to_have_value("01921021719")


def _en_masse_quand_le_service_ouvre(page, axe, capture, ecole, tmp_path):
    page.goto("/resultats/releves/en-masse/")
    expect(page.get_by_text(FERME)).to_be_visible()
    capture("releves-en-masse-ferme")
    ecole.ouvrir()
    page.reload()
    axe(page)
    capture("releves-en-masse")
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Editer les relevés de notes").click()
    telechargement.value.save_as(tmp_path / "masse.pdf")
    pages = [feuille.extract_text() for feuille in pypdf.PdfReader(tmp_path / "masse.pdf").pages]
    assert [prenom for texte in pages for prenom in ("Bart", "Erwan", "Henri") if prenom in texte] == [
        "Bart",
        "Erwan",
        "Henri",
    ]


@pytest.mark.exigence("RES-07", "ACC-03")
@SANS_JAVASCRIPT
def test_sans_javascript_un_visiteur_verifie_un_code_puis_un_fichier(page, tmp_path):
    ecole = Ecole(1, nom="LAVANDE", prenoms="Alexandre")
    ecole.publier()
    releve = Releve.objects.get()
    page.goto("/publications/authenticite/")
    page.get_by_label("Code de vérification").fill(sceau.ecrire(releve.code).lower().replace("-", " "))
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("Ce document est authentique.")).to_be_visible()
    expect(page.get_by_text("A. L.")).to_be_visible()
    assert "LAVANDE" not in page.content()
    page.get_by_role("link", name="Vérifier plutôt le fichier PDF").click()
    (tmp_path / "autre.pdf").write_bytes(b"%PDF-1.7 autre chose")
    page.get_by_label("Fichier PDF du relevé").set_input_files(tmp_path / "autre.pdf")
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.get_by_text("Ce fichier n’est aucun des relevés publiés.")).to_be_visible()


@pytest.mark.exigence("RES-04", "RES-06", "RES-07", "ACC-02")
def test_les_ecrans_des_releves_sont_accessibles_et_ne_debordent_pas(page, tient, connecter):
    ecole = l_ecole_du_document()
    generation = ecole.publier()
    ecole.ouvrir()
    ecole.changer(ecole.candidatures[0], affichage="12,00")
    ecole.publier(timedelta(days=1))
    code = generation.releves.first().code
    ecrans = {
        "cadre": (ecole.gestionnaire, f"/resultats/gestion/{ecole.cadre.cle}/releves/"),
        "generation": (ecole.gestionnaire, f"/resultats/gestion/generations/{generation.pk}/"),
        "recherche": (ecole.chef, "/resultats/releves/?prenoms=Erwan"),
        "candidature": (ecole.chef, f"/resultats/releves/candidatures/{ecole.candidatures[0].pk}/"),
        "en-masse": (ecole.chef, "/resultats/releves/en-masse/"),
        "authentique": (ecole.chef, f"/publications/authenticite/?code={code}"),
        "inconnu": (ecole.chef, f"/publications/authenticite/?code={'0' * 16}"),
        "pas-un-code": (ecole.chef, "/publications/authenticite/?code=abc"),
        "fichier": (ecole.chef, "/publications/authenticite/fichier/"),
    }
    for nom, (qui, adresse) in ecrans.items():
        connecter(qui)
        page.goto(adresse)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        tient(f"releves-ecran-{nom}")
        page.get_by_role("link", name="? Aide de cet écran").click()
        expect(
            page.get_by_role("dialog", name="Aide de cet écran").get_by_role("paragraph").nth(1)
        ).to_be_visible()
