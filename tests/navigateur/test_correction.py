"""The correction editor in a real browser: by mouse, by keyboard alone, off line, in two tabs (COR-01, COR-06)."""

import pytest
from playwright.sync_api import expect

from santorin.copies.models import Annotation, NoteQuestion
from santorin.correction.models import Remarque
from tests.correction.decor import un_lot_a_corriger

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("COR-01")]

DEBORD = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TAILLES = pytest.mark.parametrize(
    "page",
    [{"viewport": {"width": largeur, "height": 900}} for largeur in (375, 1280)],
    indirect=True,
    ids=["375", "1280"],
)
ETAT = "[data-ed-etat]"


def ouvrir(page, decor, rang=0):
    page.goto(decor.adresse(rang=rang))
    page.wait_for_selector("[data-editeur][data-pret]")


def enregistre(page):
    expect(page.locator(ETAT)).to_have_text("Enregistré")


def notes(decor):
    """Marks of the lot, by copy in the marker's order."""
    lues = NoteQuestion.objects.filter(correction__lot=decor.lot).values_list(
        "correction", "question__numero", "points"
    )
    par_copie = {correction.pk: {} for correction in decor.corrections}
    for correction, numero, points in lues:
        par_copie[correction][numero] = points
    return [par_copie[correction.pk] for correction in decor.corrections]


def posees(decor):
    """What the log of the lot says was put, by kind."""
    contenus = Annotation.objects.filter(correction__lot=decor.lot, operation="poser")
    return sorted(contenu["genre"] for contenu in contenus.values_list("contenu", flat=True))


@TAILLES
def test_l_editeur_est_accessible_et_ne_deborde_pas(page, connecter, axe, capture, request):
    decor = un_lot_a_corriger(3, pages=3)
    Remarque.objects.create(utilisateur=decor.correcteur, texte="Citation inexacte", valeur="−0,5")
    connecter(decor.correcteur)
    ouvrir(page, decor)
    page.get_by_label("Question 1").fill("9")
    expect(page.get_by_text("Au plus 8.")).to_be_visible()
    page.get_by_label("Question 2").fill("3,5")
    expect(page.locator("[data-ed-total]")).to_have_text("Total provisoire\u00a0: 3,5 / 20")
    enregistre(page)
    axe(page)
    assert page.evaluate(DEBORD) == 0
    capture(f"editeur-{request.node.callspec.id}")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis")).to_be_visible()
    axe(page)
    capture(f"editeur-raccourcis-{request.node.callspec.id}")
