"""The statistics of the correction in a real browser: plots, tables, keyboard, 320 px, without JavaScript (HAR-02)."""

import random
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.fabriques import un_coordinateur, un_correcteur, un_etablissement, une_academie
from tests.harmonisation.decor_statistiques import un_decor
from tests.harmonisation.test_statistiques_ecarts import notes

pytestmark = pytest.mark.django_db(transaction=True)
ETROIT = {"viewport": {"width": 320, "height": 800}}
NOMS = ("SAPIN", "ÉRABLE", "CYPRÈS", "MÉLÈZE", "AULNE", "TILLEUL")


@pytest.fixture
def decor():
    """Six markers, of whom ÉRABLE is two points severe; two small places."""
    decor, alea = un_decor(libelle="Économie-gestion"), random.Random(2027)
    lots = []
    lieux = [
        un_etablissement(academie=une_academie(code=code), nom=nom, ville="RENNES")
        for code, nom in (("A14", "LP BRÉQUIGNY"), ("A02", "LYCÉE POLYVALENT DES MÉTIERS DU GRAND OUEST"))
    ]
    for rang, nom in enumerate(NOMS):
        siennes = notes(alea, 60, biais=-2 if nom == "ÉRABLE" else 0)
        correcteur = un_correcteur(decor.epreuve, nom=nom)
        lots.append(decor.lot(siennes, correcteur=correcteur, etablissement=lieux[rang % 2]))
    decor.tirer(lots)
    decor.lot(["11"] * 4)
    decor.absents(3, lieux[0])
    decor.compositions(2)
    return decor


def adresse(decor, nom="statistiques", *suite):
    return reverse(f"harmonisation:{nom}", args=[decor.epreuve.pk, *suite])


VUES = [
    ("statistiques",),
    ("statistiques_ventilation", "correcteurs"),
    ("statistiques_ventilation", "questions"),
    ("statistiques_ventilation", "etablissements"),
    ("statistiques_ecarts",),
]


@pytest.mark.exigence("HAR-02", "ACC-01", "ACC-02")
def test_le_coordinateur_va_de_sa_tuile_a_un_ecart(page, connecter, axe, capture, decor):
    connecter(un_coordinateur(decor.epreuve))
    page.goto("/")
    page.get_by_role("link", name="Statistiques de la correction").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statistiques de la correction")
    expect(page.get_by_text("2 candidats n’y sont pas encore")).to_be_visible()
    for nom, *suite in VUES:
        page.goto(adresse(decor, nom, *suite))
        axe(page)
        capture("-".join(("statistiques", *suite, nom[13:])))
    expect(page.get_by_text("1 correcteur s’écarte")).to_be_visible()
    ligne = page.get_by_role("row", name="ÉRABLE")
    expect(ligne).to_contain_text("À examiner")
    page.get_by_role("link", name="?").click()
    expect(page.get_by_role("dialog")).to_contain_text("Il ne dit pas qui a raison")


@pytest.mark.exigence("HAR-02", "ACC-03")
@pytest.mark.parametrize("page", [ETROIT | {"java_script_enabled": False}], indirect=True)
def test_a_320_pixels_et_sans_javascript_rien_ne_deborde(page, connecter, decor, capture):
    connecter(un_coordinateur(decor.epreuve))
    for nom, *suite in VUES:
        page.goto(adresse(decor, nom, *suite))
        capture("-".join(("statistiques-320", *suite, nom[13:])))
        largeur = page.locator("body").evaluate("corps => corps.ownerDocument.documentElement.scrollWidth")
        assert largeur == 320, f"{nom} {suite} : {largeur}"


@pytest.mark.exigence("HAR-02", "ACC-03")
@pytest.mark.parametrize("page", [ETROIT], indirect=True)
def test_le_graphique_defile_au_clavier(page, connecter, decor):
    connecter(un_coordinateur(decor.epreuve))
    page.goto(adresse(decor, "statistiques_ecarts"))
    cadre = page.get_by_role("region", name="Graphique des écarts entre correcteurs")
    cadre.focus()
    expect(cadre).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.st-cadre').scrollLeft > 0")


@pytest.mark.exigence("HAR-02")
def test_le_tri_reste_dans_l_adresse_et_suit_les_onglets(page, connecter, decor):
    connecter(un_coordinateur(decor.epreuve))
    page.goto(adresse(decor, "statistiques_ventilation", "correcteurs"))
    page.get_by_role("link", name="Moyenne", exact=True).click()
    expect(page).to_have_url(re.compile("ordre=moyenne"))
    premiere = page.get_by_role("table", name="Chiffres par groupe").get_by_role("rowheader").first
    expect(premiere).to_contain_text("ÉRABLE")
    with page.expect_download() as fichier:
        page.get_by_role("link", name="Télécharger le tableau entier (CSV)").click()
    assert fichier.value.suggested_filename == f"statistiques-{decor.epreuve.pk}-correcteurs.csv"
