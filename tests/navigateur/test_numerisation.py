"""From printed sheets to lots in a real browser: print, scan badly, send, settle, check, distribute."""

import pytest
from playwright.sync_api import expect

from santorin.copies.models import Correction, Page
from santorin.numerisation.models import Liasse
from santorin.traitements.models import Document
from tests.fabriques import (
    un_correcteur,
    un_etablissement,
    un_gestionnaire,
    un_sujet,
    une_composition,
    une_epreuve,
)
from tests.numerisation.scans import (
    degrader,
    des_feuilles,
    ecrire_dessus,
    imprimer,
    jpeg,
    pdf_de_jpegs,
    rasteriser,
)

pytestmark = pytest.mark.django_db(transaction=True)

DPI = 150
DEBORD = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def epreuve(connecter):
    """Three candidates, a sujet, two markers; its gestionnaire is at the screen."""
    epreuve = une_epreuve(code="E51")
    un_sujet(epreuve)
    lycee = un_etablissement(academie=epreuve.academie)
    for nom, prenoms in (("GUYLESTE", "Fazia"), ("LAVANDE", "Alexandre"), ("SAPIN", "Ambre")):
        composition = une_composition(epreuve, etablissement=lycee)
        composition.candidat.nom, composition.candidat.prenoms = nom, prenoms
        composition.candidat.save()
    un_correcteur(epreuve, nom="OLIVIER", prenoms="Chloé")
    un_correcteur(epreuve, nom="BOULEAU", prenoms="Zoé")
    connecter(un_gestionnaire(epreuve.academie))
    return epreuve


def _imprimer(page, epreuve):
    page.context.set_default_timeout(60_000)  # the worker shares the machine with the browser
    page.goto(f"/numerisation/epreuves/{epreuve.pk}/")
    page.get_by_role("link", name="Imprimer les feuilles").click()
    page.get_by_label("Pages par candidat").fill("2")
    page.get_by_role("button", name="Préparer les feuilles").click()
    expect(
        page.get_by_text("Le traitement s’est bien déroulé.").or_(page.get_by_text("Terminé")).first
    ).to_be_visible(timeout=60_000)
    with Document.objects.get().fichier.open("rb") as fichier:
        return rasteriser(fichier.read(), DPI)


def _numeriser(images):
    """As a careless operator does: skewed, noisy, one upside down, one twice, the last one forgotten."""
    ecrites = [ecrire_dessus(image, graine=rang) for rang, image in enumerate(images)]
    scans = [
        degrader(
            image, angle=(-6, 3, 9)[rang % 3], bruit=0.02, demi_tour=180 if rang == 2 else 0, graine=rang
        )
        for rang, image in enumerate(ecrites[:-1])
    ]
    return pdf_de_jpegs([jpeg(scan, DPI) for scan in (*scans, degrader(ecrites[0], angle=1))], dpi=DPI)


@pytest.mark.exigence("PRE-03", "NUM-01", "NUM-02", "DIS-01", "ACC-02")
@pytest.mark.timeout(600)
def test_des_feuilles_imprimees_aux_lots_par_l_ecran_seul(page, axe, epreuve, serveur_celery, tmp_path):
    scan = tmp_path / "salle 12.pdf"
    scan.write_bytes(_numeriser(_imprimer(page, epreuve)))
    page.goto(f"/numerisation/epreuves/{epreuve.pk}/")
    axe(page)
    page.get_by_label("Fichier numérisé").set_input_files(scan)
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url("**/numerisation/liasses/**", timeout=60_000)
    expect(page.get_by_role("button", name="Accepter la liasse")).to_be_visible(timeout=90_000)
    axe(page)
    assert Page.objects.filter(remplacee_le=None).count() == 5
    assert set(Page.objects.values_list("rotation", flat=True)) == {0, 180}

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

    page.goto(f"/numerisation/liasses/{Liasse.objects.get().cle}/")
    expect(page.get_by_role("button", name="Accepter la liasse")).to_be_disabled()
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_role("button", name="Conforme", exact=True).click()
    page.get_by_role("button", name="Accepter la liasse").click()
    expect(page.get_by_text("Liasse acceptée").first).to_be_visible()

    page.goto(f"/distribution/epreuves/{epreuve.pk}/")
    axe(page)
    page.get_by_label("Copies par lot, au plus").fill("2")
    page.get_by_role("button", name="Voir l’aperçu").click()
    axe(page)
    page.get_by_role("button", name="Distribuer").click()
    page.get_by_role("dialog").get_by_role("button", name="Distribuer").click()
    expect(page.get_by_text("3 copies distribuées").first).to_be_visible()
    assert Correction.objects.count() == 3
    axe(page)


@pytest.mark.exigence("NUM-01")
@pytest.mark.timeout(300)
def test_le_reseau_coupe_l_envoi_reprend_seul(page, epreuve, serveur_celery, tmp_path, tolerer):
    tolerer("ERR_INTERNET_DISCONNECTED|Failed to load resource")
    images = rasteriser(_feuilles_de(epreuve), DPI)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(pdf_de_jpegs([jpeg(image, DPI, quality=95) for image in images], dpi=DPI))
    page.goto(f"/numerisation/epreuves/{epreuve.pk}/")
    page.get_by_label("Fichier numérisé").set_input_files(scan)
    page.context.set_offline(True)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Connexion perdue")).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url("**/numerisation/liasses/**", timeout=60_000)
    assert Liasse.objects.get().recus == scan.stat().st_size


@pytest.mark.exigence("ACC-03")
@pytest.mark.parametrize("page", [{"viewport": {"width": 320, "height": 800}}], indirect=True)
def test_rien_ne_deborde_sur_un_petit_ecran(page, epreuve):
    for adresse in (
        f"/numerisation/epreuves/{epreuve.pk}/",
        f"/numerisation/epreuves/{epreuve.pk}/anomalies/",
        f"/numerisation/epreuves/{epreuve.pk}/copies/",
        f"/numerisation/epreuves/{epreuve.pk}/rapprochement/",
        f"/distribution/epreuves/{epreuve.pk}/",
    ):
        page.goto(adresse)
        assert page.evaluate(DEBORD) == 0, adresse


def _feuilles_de(epreuve):
    anonymats = list(epreuve.compositions.values_list("anonymat", flat=True))
    return imprimer(des_feuilles(pages=2, epreuve=epreuve.pk, anonymats=anonymats))
