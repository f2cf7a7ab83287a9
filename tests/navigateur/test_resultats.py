"""The document « Gérer les résultats », chapters 1 to 5, in a browser: its words, its screens, its list."""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from demonstration.resultats import UAI
from resultats.models import Service
from tests.resultats.buc import DU_DOCUMENT, Buc

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(500)]

MENU = (UAI, "CFG", "2018-06")
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def buc():
    return Buc()


def a_l_ecran(page: Page, nom, *arguments):
    page.goto(reverse(f"resultats_{nom}", args=arguments))


def telecharger(page: Page, bouton):
    with page.expect_download() as telechargement:
        bouton.click()
    return telechargement.value.suggested_filename, telechargement.value.path().read_bytes()


def fermer_l_extraction():
    """The very dates of the document."""
    Service.objects.filter(nature="extraction").update(
        ouvre_le=datetime(2019, 7, 1, 8, tzinfo=PARIS), ferme_le=datetime(2019, 7, 14, 18, tzinfo=PARIS)
    )


@pytest.mark.exigence("RES-01", "RES-02", "RES-03", "RES-08", "TRA-01")
def test_l_etablissement_suit_le_document_chapitre_par_chapitre(  # noqa: PLR0915 - one story
    page, connecter, buc, serveur_celery, capture
):
    page.set_default_timeout(60_000)  # a worker starts beside
    # 1, 2. Où en sommes-nous ? Documents of the établissement, and of the service examens.
    connecter(buc.chef)
    page.goto("/")
    page.get_by_role("link", name="Certificat de formation générale – JUIN 2018").click()
    expect(page.get_by_role("heading", name="Où en sommes-nous ?")).to_be_visible()
    expect(page.get_by_role("heading", name="Documents produits par l’établissement")).to_be_visible()
    expect(page.get_by_role("heading", name="Documents produits par le service examens")).to_be_visible()
    capture("resultats-documents")

    # 4. Closed: the sentence of the document, under the path of its menu.
    fermer_l_extraction()
    page.get_by_role("link", name="Extraire des notes").click()
    fil = page.get_by_role("navigation", name="Vous êtes ici").locator("li").all_inner_texts()
    assert [etape.strip() for etape in fil][1:] == [
        "Résultats", "Génération de documents", "Résultats de mes élèves", "Extraire des notes",
    ]  # fmt: skip
    expect(
        page.get_by_text(
            "Service extraction des notes établissement ouvert du 01/07/2019 08:00 au 14/07/2019 18:00.",
            exact=True,
        )
    ).to_be_visible()
    capture("resultats-extraction-fermee")

    # The gestionnaire opens it, and says why the period changes.
    connecter(buc.gestionnaire)
    a_l_ecran(page, "gestion:cadre", buc.cadre.cle)
    page.get_by_role("link", name="Extraction des notes établissement").click()
    page.get_by_label("Ouvert du").fill("2019-07-01T08:00")
    page.locator("#id_ferme_le").fill("2099-07-14T18:00")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("dites pourquoi sa période change").first).to_be_visible()
    page.get_by_label("Motif du changement").fill("Prolongation demandée par les collèges")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("période enregistrée")).to_be_visible()
    expect(page.get_by_text("du 01/07/2019 08:00 au 14/07/2099 18:00")).to_be_visible()
    capture("resultats-cadre")

    # 4. The two tabs, then the file.
    connecter(buc.chef)
    a_l_ecran(page, "etablissement:extraction", *MENU)
    expect(page.get_by_text("Intégrer les informations suivantes dans le fichier d’export ?")).to_be_visible()
    for case in ("Identification du candidat", "INE", "Date de naissance du candidat"):
        page.get_by_role("checkbox", name=case, exact=True).check(force=True)
    page.get_by_role("button", name="Critères de sélection").click()
    for critere, valeur in (("L’état", "Inscrit"), ("La présomption de fraude", "Non")):
        expect(page.get_by_role("row", name=f"{critere} {valeur}")).to_be_visible()
    expect(page.locator("#extraction-nombre")).to_contain_text("14")
    page.get_by_label("La présence sur liste rouge").select_option("tous")
    expect(page.locator("#extraction-nombre")).to_contain_text("15")
    capture("resultats-extraction-criteres")
    page.get_by_label("La présence sur liste rouge").select_option("non")
    nom, octets = telecharger(page, page.get_by_role("button", name="Extraire en CSV"))
    assert nom == "notes_CFG_2018-06_0783546F.csv"
    entete, *lignes = csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";")
    assert entete[:6] == [
        "Nom de famille", "Prénoms", "Candidature", "Version", "INE", "Date de naissance",
    ]  # fmt: skip
    assert len(lignes) == 14
    assert {ligne[entete.index("Décision")] for ligne in lignes} == {"Admis"}
    assert "TURQUOISE" not in {ligne[0] for ligne in lignes}

    # 5. The list to post, with its signature, by a job.
    a_l_ecran(page, "etablissement:documents", *MENU)
    page.get_by_role("link", name="Liste d’affichage des candidats").click()
    expect(page.get_by_text("13 candidats sur la liste")).to_be_visible()
    page.get_by_text("Afficher le champ « signature »").click()
    expect(page.get_by_role("textbox", name="Lieu")).to_have_value("BUC")
    capture("resultats-liste")
    page.get_by_role("button", name="Éditer la liste").click()
    expect(page.get_by_text("Le traitement s’est bien déroulé.")).to_be_visible(timeout=60_000)
    nom, octets = telecharger(page, page.get_by_role("link", name="Télécharger").first)
    assert nom == "Liste_affichage_CFG_2018-06_0783546F.pdf"
    verifier_la_liste(octets)

    # 2.1. The document is among those of the établissement.
    a_l_ecran(page, "etablissement:documents", *MENU)
    expect(page.get_by_role("link", name=nom, exact=True)).to_be_visible()


def verifier_la_liste(octets):
    """Chapter 5, line by line."""
    [feuille] = pypdf.PdfReader(io.BytesIO(octets)).pages
    lu = feuille.extract_text().replace("\xa0", " ")
    jour = timezone.localdate().strftime("%d/%m/%Y")
    attendu = [
        "JUIN 2018", "CLG FRANCO ALLEMAND – BUC (0783546F)", f"Edité le {jour}",
        "CERTIFICAT DE FORMATION GÉNÉRALE - JUIN 2018", "Résultats", "CLG FRANCO ALLEMAND – BUC", "Nom Prénom Résultat",
        *(f"{nom} Admis" for nom in DU_DOCUMENT), f"Fait à BUC, le {jour}", "Signature",
    ]  # fmt: skip
    assert " ".join(lu.split()).startswith(" ".join(attendu))


@pytest.mark.exigence("RES-05")
def test_la_publication_fermee_se_dit_a_la_liste(page, connecter, buc):
    Service.objects.filter(nature="etablissements").update(ferme_le=datetime(2019, 7, 14, 18, tzinfo=PARIS))
    connecter(buc.chef)
    a_l_ecran(page, "etablissement:liste", *MENU)
    expect(
        page.get_by_text("Le service de publication des résultats aux établissements n’est pas ouvert.")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Éditer la liste")).to_have_count(0)


@pytest.mark.exigence("ACC-02")
def test_les_ecrans_tiennent_en_largeur_et_sont_accessibles(page, connecter, buc, tient):
    cle = buc.cadre.cle
    ecrans = (
        (buc.chef, "etablissement:accueil", ()), (buc.chef, "etablissement:documents", MENU),
        (buc.chef, "etablissement:extraction", MENU), (buc.chef, "etablissement:liste", MENU),
        (buc.gestionnaire, "gestion:accueil", ()), (buc.gestionnaire, "gestion:cadre", (cle,)),
        (buc.gestionnaire, "gestion:service", (cle, "extraction")), (buc.gestionnaire, "gestion:listes", (cle,)),
    )  # fmt: skip
    for qui, nom, arguments in ecrans:
        connecter(qui)
        a_l_ecran(page, nom, *arguments)
        expect(page.get_by_role("link", name="Aide de cet écran")).to_be_visible()
        tient(f"resultats-{nom}")
    connecter(buc.chef)
    a_l_ecran(page, "etablissement:extraction", *MENU)
    page.get_by_role("button", name="Critères de sélection").click()
    for branche in ("Candidat", "Résultat", "Épreuve"):
        page.locator("summary", has_text=branche).click()
    tient("resultats-extraction-arbre")


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
@pytest.mark.exigence("RES-02")
def test_sans_javascript_l_extraction_marche(page, connecter, buc):
    connecter(buc.chef)
    a_l_ecran(page, "etablissement:extraction", *MENU)
    page.get_by_role("button", name="Critères de sélection").click()
    page.get_by_label("La présence sur liste rouge").select_option("tous")
    page.get_by_role("button", name="Paramètres").click()
    expect(page.locator("#extraction-nombre")).to_contain_text("15")
    nom, octets = telecharger(page, page.get_by_role("button", name="Extraire en XLSX"))
    assert nom == "notes_CFG_2018-06_0783546F.xlsx"
    assert octets.startswith(b"PK")
