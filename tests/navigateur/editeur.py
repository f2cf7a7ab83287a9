"""The correction editor as a person uses it, for the tests that mark copies in a browser."""

from playwright.sync_api import expect

ETAT = "[data-ed-etat]"


def ouvrir(page, decor, rang=0):
    page.goto(decor.adresse(rang=rang))
    page.wait_for_selector("[data-editeur][data-pret]")


def enregistre(page):
    expect(page.locator(ETAT)).to_have_text("Enregistré")


def point(page, x, y, numero=1):
    """A place of a page, on the screen."""
    boite = page.locator(f"#page-{numero} .vs-feuille").bounding_box()
    return boite["x"] + x * boite["width"], boite["y"] + y * boite["height"]


def cliquer(page, x, y):
    page.mouse.click(*point(page, x, y))


def tracer(page, *points):
    page.mouse.move(*point(page, *points[0]))
    page.mouse.down()
    for suivant in points[1:]:
        page.mouse.move(*point(page, *suivant), steps=5)
    page.mouse.up()


def outil(page, nom):
    page.get_by_role("toolbar", name="Outils de correction").get_by_role(
        "button", name=nom, exact=True
    ).click()
