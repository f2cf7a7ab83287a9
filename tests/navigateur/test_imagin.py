"""Imag'In in a real browser: every screen at three widths, the gestionnaire's story, and without JavaScript."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from imagin.actions import faire_passer
from imagin.etats import TRANSMETTRE, VALIDER
from imagin.models import Origine, ServiceFait
from tests.fabriques import un_gestionnaire
from tests.imagin.decor import (
    deposer,
    dernier,
    ligne_santorin,
    un_emis,
    un_tarif,
    une_epreuve,
    une_saisie,
    une_source,
)

pytestmark = pytest.mark.django_db(transaction=True)

SANS_JAVASCRIPT = pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
NOMS = ("BOULEAU Chloé", "GUYLESTE Fazia", "LAVANDE Alexandre", "MÛRE Zoé", "SAPIN Ambre")


@pytest.fixture
def epreuve(connecter):
    """An épreuve with lines in every state, seen by its gestionnaire."""
    gestionnaire = un_gestionnaire(first_name="Fazia", last_name="GUYLESTE")
    connecter(gestionnaire)
    un_tarif(5, "5.00")
    objet, source = une_epreuve(), une_source()
    deposer(*(un_emis(f"I00000{n}", 30 + n, nom=nom) for n, nom in enumerate(NOMS, 1)), par=source)
    for numero, passages in (("I000002", (VALIDER,)), ("I000003", (VALIDER, TRANSMETTRE))):
        ligne = ligne_santorin(numero)
        for passage in passages:
            faire_passer(objet, [ligne.pk], passage, vu=dernier(), par=gestionnaire, le=timezone.now())
    deposer(un_emis("I000003", 35, 2, nom=NOMS[2]), un_emis("I000004", 0, 2, nom=NOMS[3]), par=source)
    une_saisie(objet, numero="I000005", nom=NOMS[4], nombre=12, par=gestionnaire)
    return objet


@pytest.mark.exigence("IMA-02", "HAR-09", "ACC-02", "ACC-03")
def test_chaque_ecran_d_imagin_est_accessible_et_ne_deborde_pas(page, tient, epreuve):
    saisie = ServiceFait.objects.get(origine=Origine.SAISIE)
    ecrans = {
        "epreuves": reverse("imagin:epreuves"),
        "epreuve": epreuve.get_absolute_url(),
        "saisir": reverse("imagin:saisir", args=[epreuve.pk]),
        "service-fait": ligne_santorin("I000003").get_absolute_url(),
        "corriger": reverse("imagin:corriger", args=[saisie.pk]),
        "tarifs": reverse("imagin:tarifs"),
        "ouvrir": reverse("imagin:ouvrir"),
    }
    for nom, adresse in ecrans.items():
        page.goto(adresse)
        tient(f"imagin-{nom}")
    page.goto(epreuve.get_absolute_url())
    page.get_by_label("Cocher BOULEAU Chloé").check()
    page.get_by_role("button", name="Annuler", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Annuler")
    tient("imagin-confirmer")


def raconter(page):
    """Validate a line, transmit everything that can be, cancel the hand-entered line and bring it back."""
    page.get_by_role("link", name="BCP U22").click()
    page.get_by_label("Cocher BOULEAU Chloé").check()
    page.get_by_role("button", name="Valider").first.click()
    expect(page.get_by_text("Valider : 1 service fait, 155,00 €.")).to_be_visible()
    page.get_by_text("Toutes les lignes de ce tableau (5)").click()
    page.get_by_role("button", name="Transmettre à la liquidation").first.click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("2 services faits, 315,00 €")
    page.get_by_role("button", name="Transmettre à la liquidation").click()
    expect(page.get_by_text("Transmettre à la liquidation : 2 services faits, 315,00 €.")).to_be_visible()
    page.get_by_role("link", name="SAPIN Ambre").last.click()
    page.get_by_role("button", name="Annuler").click()
    page.get_by_label("Motif").fill("Saisi deux fois")
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("Motif : Saisi deux fois")).to_be_visible()
    page.get_by_role("button", name="Rétablir").click()
    expect(page.get_by_text("Rétablir : 1 service fait")).to_be_visible()


@pytest.mark.exigence("IMA-02", "HAR-09")
def test_le_travail_du_gestionnaire_de_bout_en_bout(page, epreuve):
    page.goto(reverse("imagin:epreuves"))
    raconter(page)
    assert ServiceFait.objects.filter(etat="transmis").count() == 3


@pytest.mark.exigence("ACC-03", "IMA-02")
@SANS_JAVASCRIPT
def test_tout_se_fait_aussi_sans_javascript(page, epreuve):
    page.goto(reverse("imagin:epreuves"))
    raconter(page)
    assert ServiceFait.objects.filter(etat="transmis").count() == 3


@pytest.mark.exigence("HAR-09")
def test_saisir_a_la_main_puis_telecharger_le_csv(page, epreuve):
    page.goto(epreuve.get_absolute_url())
    page.get_by_role("link", name="Saisir un service fait").click()
    page.get_by_label("Numéro d’intervenant").fill("i000005")
    page.get_by_label("Nom et prénom").fill("chêne Paul")
    page.get_by_label("Nombre de copies").fill("7")
    page.get_by_label("Du").fill("2027-06-20")
    page.get_by_label("Au").fill("2027-06-21")
    page.get_by_label("Motif").fill("Copies sur papier")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("Le numéro I000005 est celui de SAPIN Ambre.")
    page.get_by_label("Nom et prénom").fill("sapin ambre")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Service fait de SAPIN Ambre (I000005) enregistré.")).to_be_visible()
    with page.expect_download() as attente:
        page.get_by_role("link", name="Exporter en CSV").click()
    assert attente.value.suggested_filename == "services_faits_2027-06_BCP_U22_A14.csv"
