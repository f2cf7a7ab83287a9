"""The whole upstream in one walk, by the screens alone: from the file of candidates to marks held by Cyclades."""

import re
from collections import Counter
from decimal import Decimal

import pytest
from django.conf import settings as reglages
from django.utils import timezone
from playwright.sync_api import expect

from cyclades.models import Note as NoteCyclades
from demonstration.candidats import inscrire_dans_cyclades
from santorin.copies.models import Annotation, Composition, Lot, Page
from santorin.correction.models import Remarque
from santorin.traitements.models import Document
from tests.fabriques import (
    un_correcteur,
    un_correcteur_connecte,
    un_etablissement,
    un_gestionnaire,
    un_sujet,
    une_application,
    une_epreuve,
    une_specialite,
)
from tests.fabriques.cyclades import des_codes
from tests.navigateur.editeur import cliquer, enregistre, outil, tracer
from tests.numerisation.scans import degrader, ecrire_dessus, jpeg, pdf_de_jpegs, rasteriser
from tests.preparation.conftest import un_fichier, une_ligne

pytestmark = pytest.mark.django_db(transaction=True)

DPI = 150
CANDIDATS = 20
REUSSI = "Le traitement s’est bien déroulé."
A_LA_SOURIS = [Decimal(rang % 8) + Decimal("8.5") for rang in range(10)]
AU_CLAVIER = [Decimal("10.5")] * 10


@pytest.fixture
def epreuve(live_server, settings):
    """A ponctual épreuve with a sujet and two markers, and nobody in it yet."""
    settings.CYCLADES_URL = settings.IMAGIN_URL = live_server.url
    une_application(secret=reglages.CYCLADES_JETON)
    des_codes()
    une_specialite()
    epreuve = une_epreuve(code="E51", parametrage={"niveau_validation": 5, "appreciation": True})
    un_etablissement(uai="0350059Z", academie=epreuve.academie)
    un_sujet(epreuve)
    for nom in ("OLIVIER", "BOULEAU"):
        compte = un_correcteur_connecte(un_correcteur(epreuve, nom=nom))
        Remarque.objects.create(utilisateur=compte, texte="Citation inexacte", valeur="−0,5")
    return epreuve


def _attendre_la_fin(page, phrase=REUSSI):
    """A job takes the time that it takes: what is waited for is its end, told by the page itself."""
    expect(page.get_by_text(phrase).first).to_be_visible(timeout=120_000)


def importer(page, epreuve, dossier):
    """PRE-01, NUM-03: the file of candidates, then everybody present."""
    lignes = [
        une_ligne(numero=f"0195002{rang:04}", nom=f"SAPIN {chr(65 + rang)}", ine=f"1234567{rang:02}AB")
        for rang in range(CANDIDATS)
    ]
    fichier = dossier / "candidats.csv"
    fichier.write_bytes(un_fichier(*lignes))
    page.goto(f"/preparation/epreuves/{epreuve.pk}/imports/")
    page.get_by_label("Fichier des candidats").set_input_files(fichier)
    page.get_by_role("button", name="Contrôler le fichier").click()
    bouton = page.get_by_role("button", name="Importer ces candidats")
    expect(bouton).to_be_visible(timeout=120_000)
    bouton.click()
    _attendre_la_fin(page, "Les candidats sont importés")
    inscrire_dans_cyclades([epreuve], le=timezone.now())
    page.goto(f"/preparation/epreuves/{epreuve.pk}/candidats/")
    page.get_by_role("button", name="Tout cocher").click()
    page.get_by_label("Émarger les candidats cochés").select_option("present")
    page.get_by_role("button", name="Enregistrer l’émargement").click()
    expect(page.get_by_text(f"{CANDIDATS} candidats émargés.")).to_be_visible()


def imprimer(page, epreuve):
    """PRE-03: the sheets that the site prints, as images; they never show a name."""
    page.goto(f"/numerisation/epreuves/{epreuve.pk}/")
    page.get_by_role("link", name="Imprimer les feuilles").click()
    page.get_by_label("Pages par candidat").fill("2")
    page.get_by_role("button", name="Préparer les feuilles").click()
    _attendre_la_fin(page)
    with Document.objects.get(type="application/pdf").fichier.open("rb") as fichier:
        return rasteriser(fichier.read(), DPI)


def numeriser(images):
    """As a careless operator does: skewed, noisy, one upside down, one twice, the last one forgotten."""
    ecrites = [ecrire_dessus(image, graine=rang) for rang, image in enumerate(images)]
    scans = [
        degrader(
            image, angle=(-6, 3, 9)[rang % 3], bruit=0.02, demi_tour=180 if rang == 2 else 0, graine=rang
        )
        for rang, image in enumerate(ecrites[:-1])
    ]
    return pdf_de_jpegs([jpeg(scan, DPI) for scan in (*scans, degrader(ecrites[0], angle=1))], dpi=DPI)


def envoyer(page, axe, epreuve, scan):
    """NUM-01: the file goes by pieces; it is read without reloading the page."""
    page.goto(f"/numerisation/epreuves/{epreuve.pk}/")
    axe(page)
    page.get_by_label("Fichier numérisé").set_input_files(scan)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("button", name="Accepter la liasse")).to_be_visible(timeout=120_000)
    axe(page)
    assert Page.objects.filter(remplacee_le=None).count() == 2 * CANDIDATS - 1
    assert Counter(Page.objects.values_list("rotation", flat=True)) == {0: 2 * CANDIDATS - 2, 180: 1}


def traiter(page, axe, epreuve):
    """NUM-01, NUM-02: the duplicate, the missing page, the sample; then the liasse is accepted."""
    liasse = page.url
    page.get_by_role("link", name="Traiter les anomalies").click()
    axe(page)
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_text("Page en double").first).to_be_visible()
    axe(page)
    page.get_by_label("Motif").fill("Numérisée deux fois")
    page.get_by_role("button", name="Écarter").click()
    expect(page.get_by_text("Aucune page en anomalie.")).to_be_visible()
    page.goto(f"/numerisation/epreuves/{epreuve.pk}/copies/")
    axe(page)
    page.get_by_label("Motif").fill("Feuille non rendue, portée au procès-verbal")
    page.get_by_role("button", name="Admettre sans cette page").click()
    expect(page.get_by_text("Aucune page ne manque aux copies numérisées.")).to_be_visible()
    page.goto(liasse)
    expect(page.get_by_role("button", name="Accepter la liasse")).to_be_disabled()
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_role("button", name="Conforme", exact=True).click()
    page.get_by_role("button", name="Conforme", exact=True).click()
    page.get_by_role("button", name="Accepter la liasse").click()
    expect(page.get_by_text("Liasse acceptée").first).to_be_visible()


def distribuer(page, axe, epreuve):
    """DIS-01: two lots of ten."""
    page.goto(f"/distribution/epreuves/{epreuve.pk}/")
    axe(page)
    page.get_by_label("Copies par lot, au plus").fill("10")
    page.get_by_role("button", name="Voir l’aperçu").click()
    axe(page)
    page.get_by_role("button", name="Distribuer").click()
    page.get_by_role("dialog").get_by_role("button", name="Distribuer").click()
    expect(page.get_by_text(f"{CANDIDATS} copies distribuées").first).to_be_visible()
    assert [lot.corrections.count() for lot in Lot.objects.all()] == [10, 10]


def corriger_a_la_souris(page, lot):
    """COR-01, COR-03: ten copies, then the lock, with the mouse."""
    page.goto("/correction/mes-lots/")
    page.get_by_role("link", name=str(lot), exact=True).click()
    page.get_by_role("link", name="Commencer la correction").click()
    page.wait_for_selector("[data-editeur][data-pret]")
    for rang in range(10):
        expect(page.locator("[data-ed-rang]")).to_have_text(str(rang + 1))
        outil(page, "Stylo")
        tracer(page, (0.2, 0.1), (0.4, 0.12), (0.6, 0.1))
        outil(page, "Coche")
        cliquer(page, 0.8, 0.15)
        outil(page, "Remarque")
        cliquer(page, 0.3, 0.2)
        page.get_by_role("button", name="Tout vu").click()
        for question, valeur in (("1", f"{rang % 8}"), ("2", "3,5"), ("3", "5")):
            page.get_by_label(f"Question {question}").fill(valeur)
        page.get_by_label("Appréciation").fill("Lu jusqu’au bout.")
        expect(page.locator("#page-1 [data-vs-calque] g")).to_have_count(4)
        page.get_by_role("link", name="Copie suivante").click()
    expect(page.locator("[data-ed-reste]")).to_have_text("0\u00a0copie à faire dans ce lot.")
    enregistre(page)
    page.goto(f"/correction/lots/{lot.cle}/")
    page.get_by_role("link", name="Bilan et verrouillage").click()
    page.get_by_role("button", name="Verrouiller le lot").click()
    page.wait_for_url("**/correction/**")


def corriger_au_clavier(page, lot):
    """COR-01, COR-03: ten copies, then the lock, without touching the mouse."""
    clavier = page.keyboard
    page.goto("/correction/mes-lots/")
    for lien in (str(lot), "Commencer la correction"):
        page.get_by_role("link", name=lien, exact=True).focus()
        clavier.press("Enter")
    page.wait_for_selector("[data-editeur][data-pret]")
    clavier.press("q")
    for rang in range(10):
        expect(page.locator("[data-ed-rang]")).to_have_text(str(rang + 1))
        expect(page.get_by_label("Question 1")).to_be_focused()
        for touche in ("v", "c", "z", "ArrowDown", "ArrowDown", "ArrowRight", "Enter", "q"):
            clavier.press(touche)
        clavier.type("7,25")
        clavier.press("Enter")
        clavier.press("ArrowUp")
        clavier.press("Enter")
        clavier.type("3")
        clavier.press("Enter")
        expect(page.locator("#ed-appreciation")).to_be_focused()
        clavier.type(f"Copie {rang}, vue s et p.")
        clavier.press("Control+Enter")
        expect(page.get_by_role("link", name="Copie suivante")).to_be_focused()
        clavier.press("Enter")
    enregistre(page)
    page.goto(f"/correction/lots/{lot.cle}/")
    page.get_by_role("link", name="Bilan et verrouillage").press("Enter")
    page.get_by_role("button", name="Verrouiller le lot").press("Enter")
    page.wait_for_url("**/correction/**")


def cloturer(page):
    """CLO-04: from the dashboard."""
    page.goto("/")
    page.get_by_role("link", name="Clôture", exact=True).click()
    page.get_by_role("button", name="Lancer la clôture").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Confirmer|Lancer")).click()
    _attendre_la_fin(page)


@pytest.mark.exigence(
    "PRE-01", "PRE-03", "NUM-01", "NUM-02", "NUM-03", "DIS-01", "COR-01", "COR-03", "CLO-04", "ACC-02"
)  # fmt: skip
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("serveur_celery")
def test_du_fichier_des_candidats_aux_notes_recues_par_cyclades(page, connecter, axe, epreuve, tmp_path):
    gestionnaire = un_gestionnaire(epreuve.academie)
    connecter(gestionnaire)
    importer(page, epreuve, tmp_path)
    scan = tmp_path / "salle 12.pdf"
    scan.write_bytes(numeriser(imprimer(page, epreuve)))
    envoyer(page, axe, epreuve, scan)
    traiter(page, axe, epreuve)
    distribuer(page, axe, epreuve)
    for lot, corriger in zip(Lot.objects.all(), (corriger_a_la_souris, corriger_au_clavier), strict=True):
        connecter(lot.correcteur.utilisateur)
        corriger(page, lot)
    assert set(Lot.objects.values_list("etat", flat=True)) == {"verrouille"}
    genres = Counter(Annotation.objects.values_list("contenu__genre", flat=True))
    assert (genres["encre"], genres["tampon"], genres["coche"]) == (10, 10, 20)
    connecter(gestionnaire)
    cloturer(page)
    recues = NoteCyclades.objects.values_list("valeur", flat=True)
    assert Counter(recues) == Counter(A_LA_SOURIS + AU_CLAVIER)
    assert Composition.objects.filter(note__isnull=False).count() == CANDIDATS
