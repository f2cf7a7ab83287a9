"""The viewer in a real browser: driven by mouse and keyboard, and readable without JavaScript."""

from itertools import chain

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.urls("tests.consultation.essai"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.exigence("COR-01", "EDI-02"),
]

DEBORD = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SANS_JAVASCRIPT = pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
TAILLES = pytest.mark.parametrize(
    "page",
    [{"viewport": {"width": largeur, "height": 800}} for largeur in (320, 1280)],
    indirect=True,
    ids=["320", "1280"],
)
# The position of each element of each layer, to the tenth of a unit of the page's thousand.
GEOMETRIE = """() => [...document.querySelectorAll("[data-vs-page]")].map(page =>
  [...page.querySelectorAll("[data-vs-calque] *, [data-vs-fluo] *")].filter(e => e.tagName !== "g").map(e => {
    const { x, y, width, height } = e.getBBox?.() ?? {};
    return [e.tagName, e.getAttribute("class") ?? "", e.getAttribute("stroke") ?? e.getAttribute("fill") ?? "",
            e.textContent, [x, y, width, height].map(v => Math.round(v * 10))];
  }))"""
REDESSINER = """async () => {
  const { Visionneuse } = await import("/statique/js/visionneuse/vue.js");
  const { policesPretes } = await import("/statique/js/visionneuse/lignes.js");
  await policesPretes;
  const vue = new Visionneuse(document.querySelector("[data-visionneuse]"));
  JSON.parse(document.getElementById("donnees").dataset.annotations)
    .forEach((annotations, rang) => vue.montrer(rang + 1, annotations));
}"""


@TAILLES
def test_la_copie_s_affiche_sans_defaut_d_acces_ni_debord(page, axe, capture, request):
    page.goto("/visionneuse/")
    expect(page.get_by_role("toolbar", name="Outils de la visionneuse")).to_be_visible()
    expect(page.locator("[data-vs-numero]")).to_have_text("1")
    page.wait_for_timeout(300)
    assert page.locator("[data-vs-pages]").evaluate("zone => zone.scrollTop") < 10
    axe(page)
    assert page.evaluate(DEBORD) == 0
    capture(f"visionneuse-{request.node.callspec.id}")


@SANS_JAVASCRIPT
def test_sans_javascript_les_pages_et_leurs_annotations_se_lisent(page, capture):
    page.goto("/visionneuse/")
    assert page.get_by_role("toolbar").count() == 0
    images = page.locator("[data-vs-page] img")
    assert images.count() == 5
    boites = [images.nth(rang).bounding_box() for rang in range(5)]
    assert all(boite["height"] > boite["width"] > 300 for boite in boites)
    page.get_by_text("Lire les annotations").first.click()
    expect(page.get_by_text("Marques de correction").first).to_be_visible()
    capture("visionneuse-sans-javascript")


def test_le_navigateur_dessine_comme_le_serveur(page):
    page.goto("/visionneuse/")
    # The stored rotation says it all: the orientation that a photograph carries must not turn its page once more.
    assert page.locator(".vs-image").first.evaluate("i => getComputedStyle(i).imageOrientation") == "none"
    page.evaluate("document.fonts.ready")
    serveur = page.evaluate(GEOMETRIE)
    page.evaluate(REDESSINER)
    navigateur = page.evaluate(GEOMETRIE)
    assert [len(formes) for formes in serveur] == [len(formes) for formes in navigateur]
    for forme, autre in zip(chain(*serveur), chain(*navigateur), strict=True):
        assert forme[:4] == autre[:4]
        assert max(abs(a - b) for a, b in zip(forme[4], autre[4], strict=True)) <= 10, (forme, autre)


def test_au_clavier_on_parcourt_les_pages_on_agrandit_et_on_tourne(page):
    page.goto("/visionneuse/")
    zone = page.get_by_role("region", name="Pages numérisées")
    numero = page.locator("[data-vs-numero]")
    zone.focus()
    page.keyboard.press("PageDown")
    expect(numero).to_have_text("2")
    page.keyboard.press("End")
    expect(numero).to_have_text("5")
    expect(page.get_by_role("button", name="Page suivante")).to_be_disabled()
    page.keyboard.press("Home")
    expect(numero).to_have_text("1")
    avant = page.locator("#page-1 .vs-feuille").bounding_box()
    page.keyboard.press("+")
    agrandie = page.locator("#page-1 .vs-feuille").bounding_box()
    assert agrandie["width"] == pytest.approx(avant["width"] * 1.25, rel=0.01)
    page.keyboard.press("0")
    page.keyboard.press("r")
    tournee = page.locator("#page-1 .vs-feuille").bounding_box()
    assert tournee["width"] > tournee["height"]
    page.keyboard.press("Shift+R")
    droite = page.locator("#page-1 .vs-feuille").bounding_box()
    assert droite["width"] == pytest.approx(avant["width"], rel=0.01)
    page.keyboard.press("a")
    expect(page.locator("#page-1 [data-vs-calque]")).to_be_hidden()


def test_a_la_souris_les_boutons_les_vignettes_et_la_main_repondent(page):
    page.goto("/visionneuse/")
    numero = page.locator("[data-vs-numero]")
    page.get_by_role("button", name="Page suivante").click()
    expect(numero).to_have_text("2")
    page.get_by_role("link", name="Page 4").click()
    expect(numero).to_have_text("4")
    expect(page.get_by_role("link", name="Page 4")).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Page entière").click()
    zone, feuille = page.locator("[data-vs-pages]"), page.locator("#page-4 .vs-feuille")
    assert feuille.bounding_box()["height"] < zone.bounding_box()["height"]
    page.get_by_role("button", name="Agrandir").click()
    avant = zone.evaluate("z => z.scrollTop")
    boite = zone.bounding_box()
    page.mouse.move(boite["x"] + 400, boite["y"] + 300)
    page.mouse.down()
    page.mouse.move(boite["x"] + 400, boite["y"] + 200, steps=4)
    page.mouse.up()
    assert zone.evaluate("z => z.scrollTop") == pytest.approx(avant + 100, abs=3)


def test_un_point_de_l_ecran_est_situe_sur_la_page_droite_quel_que_soit_le_tour(page):
    page.goto("/visionneuse/")
    points = page.evaluate(
        """async () => {
          const { Visionneuse } = await import("/statique/js/visionneuse/vue.js");
          const vue = new Visionneuse(document.querySelector("[data-visionneuse]"), { touches: false });
          const vus = [];
          for (let quart = 0; quart < 4; quart += 1) {
            vue.ajuster("entiere");
            const plan = vue.page(1).calque;
            const repere = document.createElementNS("http://www.w3.org/2000/svg", "circle");
            repere.setAttribute("cx", 250); repere.setAttribute("cy", 100); repere.setAttribute("r", 1);
            plan.append(repere);
            const { x, y, width, height } = repere.getBoundingClientRect();
            repere.remove();
            vus.push(vue.situer({ clientX: x + width / 2, clientY: y + height / 2 }));
            vue.tourner(90);
          }
          return vus;
        }"""
    )
    hauteur = 1000 * 877 / 620
    for point in points:
        assert point["page"] == 1
        assert (point["x"], point["y"]) == pytest.approx((0.25, 100 / hauteur), abs=0.003)


def test_une_autre_copie_se_charge_sans_recharger_l_ecran(page):
    page.goto("/visionneuse/")
    page.evaluate(
        """async () => {
          const { Visionneuse } = await import("/statique/js/visionneuse/vue.js");
          const vue = new Visionneuse(document.querySelector("[data-visionneuse]"));
          vue.charger([2, 1].map(numero => ({ adresse: `/pages/${numero}`, vignette: `/pages/${numero}`,
            largeur: numero === 2 ? 877 : 620, hauteur: numero === 2 ? 620 : 877, rotation: numero === 2 ? 90 : 0,
            annotations: [{ genre: "vu", x: 0.5, y: 0.5, taille: 0.03, couleur: "rouge" }] })));
        }"""
    )
    assert page.locator("[data-vs-page]").count() == 2
    assert page.get_by_role("img", name="Page 1 sur 2 de la copie").count() == 1
    assert page.locator("#page-1 [data-vs-calque] ellipse").count() == 1
    assert page.locator("#page-2 [data-vs-fluo] *").count() == 0
    boite = page.locator("#page-1 img").bounding_box()
    assert boite["height"] > boite["width"]


def test_une_image_qui_ne_vient_pas_le_dit(page, tolerer):
    tolerer("404|Failed to load resource")
    page.route("**/pages/1", lambda route: route.fulfill(status=404, body=""))
    page.goto("/visionneuse/")
    expect(page.locator("#page-1").get_by_text("L’image de cette page ne s’affiche pas.")).to_be_visible()
    expect(page.locator("#page-2 [data-vs-panne]")).to_be_hidden()
