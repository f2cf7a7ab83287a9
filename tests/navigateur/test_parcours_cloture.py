"""The main job, as its users live it: a clôture from the dashboard to Cyclades' and Imag'In's own screens."""

import re

import pytest
from django.conf import settings as reglages
from django.utils import timezone
from playwright.sync_api import expect

from cyclades.models import Note as NoteCyclades
from demonstration.candidats import inscrire_dans_cyclades
from santorin.copies.actions import verrouiller
from tests.fabriques import (
    un_correcteur_connecte,
    un_gestionnaire,
    un_lot_corrige,
    une_application,
    une_epreuve,
)
from tests.fabriques.cyclades import des_codes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def epreuve(live_server, settings):
    """A ponctual épreuve of five copies in two lots, one of them locked; Cyclades knows the candidates."""
    settings.CYCLADES_URL = settings.IMAGIN_URL = live_server.url
    une_application(secret=reglages.CYCLADES_JETON)
    epreuve = une_epreuve(code="E51")
    des_codes()
    for totaux in (("12.5", "8", "17"), ("10", "6.25")):
        lot = un_lot_corrige(epreuve, *totaux)
        lot.correcteur.utilisateur = un_correcteur_connecte(lot.correcteur)
    inscrire_dans_cyclades([epreuve], le=timezone.now())
    premier = epreuve.lots.order_by("numero").first()
    verrouiller(premier, par=premier.correcteur.utilisateur, le=timezone.now())
    return epreuve


def lancer(page):
    """Press the button, say yes, and wait for the end of the job."""
    page.get_by_role("button", name="Lancer la clôture").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Confirmer|Lancer")).click()
    expect(page.get_by_text("Le traitement s’est bien déroulé.")).to_be_visible(timeout=60_000)


def ouvrir(page, tuile):
    """From the dashboard, into a process."""
    page.get_by_role("link", name=tuile, exact=True).click()


def revenir(page):
    """Back to the clôture by the dashboard, as the memo says."""
    page.get_by_role("link", name="Retour à l’accueil").first.click()
    ouvrir(page, "Clôture")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Clôture")


def indicateur(page, libelle):
    """One figure of the screen."""
    return page.locator(".sn-indicateurs > div").filter(has_text=libelle)


def apercu_de(page, notes):
    """The preview announces that many marks; nothing leaves."""
    page.get_by_role("link", name="Voir l’aperçu avant l’envoi").click()
    expect(page.get_by_text(f"enverrait {notes} notes à Cyclades")).to_be_visible()
    page.go_back()


def publier(page):
    """In Cyclades' own screen: the marks are there; the DEC publishes."""
    page.get_by_role("link", name="Retour à l’accueil").first.click()
    ouvrir(page, "Notes dans Cyclades")
    page.get_by_role("link", name=re.compile("E51")).first.click()
    expect(page.get_by_role("cell", name="12,5").first).to_be_visible()
    page.get_by_role("link", name=re.compile("Publier")).click()
    page.get_by_role("button", name=re.compile("Publier")).click()
    expect(page.get_by_text(re.compile("publiées")).first).to_be_visible()


@pytest.mark.exigence(
    "ACC-01", "ACC-02", "CLO-01", "CLO-03", "CLO-04", "CLO-08", "CLO-09", "CLO-11", "CLO-13"
)
@pytest.mark.usefixtures("serveur_celery")
def test_la_cloture_de_l_accueil_a_la_cloture_totale(epreuve, page, connecter, axe, capture):
    connecter(un_gestionnaire())
    page.goto("/")
    axe(page)
    capture("parcours-accueil")
    ouvrir(page, "Clôture")
    expect(indicateur(page, "État de la clôture")).to_contain_text("Non réalisée")
    expect(indicateur(page, "Candidats")).to_contain_text("5")
    expect(indicateur(page, "Note moyenne")).to_contain_text("12,5")
    axe(page)
    capture("parcours-cloture")
    apercu_de(page, 3)
    assert not NoteCyclades.objects.exists()
    lancer(page)
    axe(page)
    capture("parcours-compte-rendu")
    assert NoteCyclades.objects.count() == 3

    revenir(page)
    expect(indicateur(page, "État de la clôture")).to_contain_text("partielle")
    dernier = epreuve.lots.order_by("numero").last()
    verrouiller(dernier, par=dernier.correcteur.utilisateur, le=timezone.now())
    apercu_de(page, 2)
    lancer(page)
    revenir(page)
    expect(indicateur(page, "État de la clôture")).to_contain_text("totale")
    passees = page.locator("table").filter(has_text="Notes envoyées").locator("tbody tr")
    assert [ligne.locator("td").nth(2).inner_text() for ligne in passees.all()] == ["2", "3"]
    assert NoteCyclades.objects.count() == 5
    capture("parcours-cloture-totale")


@pytest.mark.exigence("CLO-07", "CYC-02")
@pytest.mark.usefixtures("serveur_celery", "epreuve")
def test_apres_la_publication_la_cloture_dit_pourquoi_elle_est_refusee(page, connecter, axe, capture):
    connecter(un_gestionnaire())
    page.goto("/")
    ouvrir(page, "Clôture")
    lancer(page)
    publier(page)
    capture("parcours-cyclades")
    revenir(page)
    page.get_by_role("link", name="Voir l’aperçu avant l’envoi").click()
    expect(page.get_by_text("une clôture serait refusée")).to_be_visible()
    page.go_back()
    page.reload()
    bouton = page.get_by_role("button", name="Lancer la clôture")
    if bouton.is_enabled():
        bouton.click()
        page.get_by_role("dialog").get_by_role("button", name=re.compile("Confirmer|Lancer")).click()
        refus = page.get_by_text(re.compile("ont été publiées dans Cyclades")).first
        expect(refus).to_be_visible(timeout=60_000)
        revenir(page)
    expect(page.get_by_text(re.compile("ont été publiées dans Cyclades")).first).to_be_visible()
    expect(bouton).to_be_disabled()
    axe(page)
    capture("parcours-publiee")
